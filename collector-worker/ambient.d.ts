// What the build puts beside `mail.mjs` (`xtask/src/build/collector.rs`).
declare module '*/worker-mailer.mjs' {
  export { LogLevel, WorkerMailer } from 'worker-mailer';
}
