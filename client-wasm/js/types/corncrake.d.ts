/** An event as it leaves: scrubbed, and all of it that does. */
export interface ClientEvent {
  /** 1 an error that nothing caught, 2 a rejection, 3 a call of `console.error`, 4 `sendEvent`. */
  type: number;
  /** The error's class, such as `TypeError`. */
  name?: string;
  message: string;
  /** The page's address, without query string and fragment. */
  uri?: string;
  /** The stack as text, in the engine's own form. */
  stack?: string;
  /** What you added, and what is known of the failure. */
  meta?: Record<string, unknown>;
  release?: string;
  environment?: string;
  /** What you said its issue is found by; set or delete it as you like. */
  fingerprint?: string[];
}

/** What an event's issue is found by. */
export interface Grouping {
  /**
   * Events with the same parts in the same order are one issue. The part `{default}` stands for what
   * Corncrake goes by; without it nothing of the error counts. At most 8 parts of 128 characters.
   *
   * @example ['{default}', 'checkout']
   */
  fingerprint?: readonly string[];
}

/**
 * Sees every event before it leaves, scrubbed, with what it was made of.
 *
 * Return the event, changed or not, or another in its place; return `false` or `null` to drop
 * it; return nothing to send it as it now is. A promise of these is waited for. Where it
 * throws, the event is sent as it was.
 */
export type OnEvent = (
  event: ClientEvent,
  original: unknown,
) => ClientEvent | false | null | undefined | void | Promise<ClientEvent | false | null | undefined | void>;

/** What a site can set. */
export interface Options {
  /** The site's own version, such as a commit or a tag; at most 128 characters. */
  release?: string;
  /** Where the site runs, such as `production` or `staging`; at most 128 characters. */
  environment?: string;
  /** Whether calls of `console.error` are events too. In a page they are unless this is
   *  `false`; in Node only if it is `true`. */
  consoleErrors?: boolean;
  /**
   * When a page gets the client that scrubs and sends: only when there is an error to tell
   * (`on-error`, the default), once it is complete and idle (`idle`), or at once (`eager`).
   */
  load?: 'idle' | 'eager' | 'on-error';
  /** Counts a visit as soon as it may, as `ping()` does. */
  ping?: boolean;
  /** With `required` nothing is hooked, kept or sent until you call `consent(true)`. */
  consent?: 'required';
  /** What Global Privacy Control stops: `pings` (the default), or `all`, which is errors too. */
  privacyControl?: 'pings' | 'all';
  /** Sees, changes or drops every event before it leaves. */
  onEvent?: OnEvent;
}

/**
 * Starts to watch the page: errors and rejections that nothing caught, resources that
 * failed to load, and calls of `console.error`.
 *
 * It returns at once and never throws. What happens before the module is loaded is kept
 * and sent then. Where there is no page, as in a server's rendering, it does nothing; so
 * does a second call.
 *
 * @param endpoint `https://<collector>/v1/<project key>`
 * @param options a function is `{ onEvent }`, as in TrackX
 */
export function setup(endpoint: string, options?: Options | OnEvent): void;

/**
 * Sends an error that your own code caught.
 *
 * Personal data is scrubbed from all of it before it leaves. It never throws, whatever it is
 * given.
 *
 * @param error an `Error`, or anything else that can be thrown
 * @param meta what you want to see beside it: plain data, up to 16 KiB as JSON
 * @param grouping what its issue is found by, where that is not Corncrake's to say
 */
export function sendEvent(error: unknown, meta?: Record<string, unknown>, grouping?: Grouping): void;

/**
 * Counts a visit, so that the share of visits without an error can be told. No cookie, no
 * storage and no identifier is used. A browser that says Global Privacy Control sends
 * nothing.
 */
export function ping(): void;

/**
 * Says whether this visitor agrees, at any time and without a reload. `false` stops: the hooks
 * go, and what was not sent yet is forgotten. `true` starts, or starts again.
 */
export function consent(given: boolean): void;

/**
 * What every event takes along. Set members of it at any time; an event has what is there
 * when it happens, and `sendEvent`'s own `meta` wins.
 *
 * @example meta.step = 'checkout';
 */
export const meta: Record<string, unknown>;
