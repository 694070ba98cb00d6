// Builds as the command of webpack, or of what is used as it is, does in its mode for production.
import path from 'node:path';

export function build(bundler, settings) {
  const output = { path: path.resolve('dist'), filename: 'main.js' };
  bundler({ mode: 'production', output, ...settings }, (error, stats) => {
    if (error || !stats || stats.hasErrors()) {
      console.error(error ?? stats?.toString());
      process.exitCode = 1;
    }
  });
}
