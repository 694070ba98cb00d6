import type { Grouping, OnEvent, Options } from './corncrake.js';

export type { ClientEvent, Grouping, OnEvent } from './corncrake.js';
export { meta } from './corncrake.js';

/** What a Node application can set. */
export interface NodeOptions extends Pick<Options, 'release' | 'environment' | 'consent' | 'onEvent'> {
  /** Whether calls of `console.error` are events too: not unless this is `true`. */
  consoleErrors?: boolean;
  /** The `Origin` that is sent, which the project must allow: `node` if absent. */
  origin?: string;
  /** Goes with every event as its address, such as `https://api.example`; none if absent. */
  uri?: string;
}

/**
 * Starts to watch the process: exceptions that nothing caught, and rejections that nobody
 * handled, in whichever mode of `--unhandled-rejections`.
 *
 * It does not change how the process ends: not its exit code, not what it prints, not which
 * handlers run. A process that dies is held until its last events are answered, for at most
 * two seconds. It never throws; a second call does nothing.
 *
 * @param endpoint `https://<collector>/v1/<project key>`
 * @param options a function is `{ onEvent }` and a text is `{ origin }`, as in TrackX
 */
export function setup(endpoint: string, options?: NodeOptions | OnEvent | string, origin?: string): void;

/**
 * Sends an error that your own code caught. It is scrubbed before it leaves the process. It
 * never throws, whatever it is given.
 *
 * @param error an `Error`, or anything else that can be thrown
 * @param meta what you want to see beside it: plain data, up to 16 KiB as JSON
 * @param grouping what its issue is found by, where that is not Corncrake's to say
 */
export function sendEvent(error: unknown, meta?: Record<string, unknown>, grouping?: Grouping): void;

/** Counts a run of this process as a session: one a day for each origin, address and version. */
export function ping(): void;

/** Stops (`false`), forgets what was not sent yet, and starts again (`true`). */
export function consent(given: boolean): void;

/** What an application that people install can set. */
export interface InstallationOptions {
  /** The application's version: 1 to 40 letters, digits, `.`, `-`, `_` and `+`, with a digit among them. */
  version: string;
  /** Whether the person said yes: nothing is sent unless this is `true`. */
  consent?: boolean;
  /** `https://<collector>/v1/<project key>`; that of `setup` if absent. */
  endpoint?: string;
  /** The `Origin` that is sent, which the project must allow: that of `setup`, or `node`. */
  origin?: string;
  /** The day that `onSent` was last given: on the same day nothing is sent. */
  lastSent?: string | null;
  /** Called with the UTC day, such as `2026-11-30`, once the collector took what was sent. */
  onSent?: (day: string) => unknown;
}

/** What is sent, byte for byte. Node adds the headers `Host` and `Connection: close`. */
export interface InstallationRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** An installation that is counted, or would be. No function of it throws. */
export interface Installed {
  /** In words why nothing is sent; nothing where it is. */
  reason(): string | undefined;
  /** The very bytes, with and without consent; nothing where the options are wrong. */
  preview(): InstallationRequest | undefined;
  /** `true` sends, at most once a day; `false` stops at once. */
  consent(given: boolean): void;
  /** Waits for the answer to what was sent, two seconds at most, and gives its status: 0 without one. */
  flush(): Promise<number>;
}

/**
 * Counts an installation of an application that people install: its version, its platform and its runtime,
 * at its start and then once a day (UTC), if its person agreed. Nothing is sent with the variable
 * `DO_NOT_TRACK` or `CORNCRAKE_NO_INSTALLATIONS`. It keeps no process alive.
 */
export function installation(options: InstallationOptions): Installed;

/**
 * Settles once all that was sent until now was answered, or was given up after two seconds.
 * Wait for it where the process is stopped from outside, as in a handler of `SIGTERM`.
 */
export function flush(): Promise<void>;
