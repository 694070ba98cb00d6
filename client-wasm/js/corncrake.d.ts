/** What a site can set. */
export interface Options {
  /** The site's own version, such as a commit or a tag. */
  release?: string;
  /** Where the site runs, such as `production` or `staging`. */
  environment?: string;
  /** Whether calls of `console.error` are events too. They are unless this is `false`. */
  consoleErrors?: boolean;
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
 */
export function setup(endpoint: string, options?: Options): void;

/**
 * Sends an error that your own code caught.
 *
 * Personal data is scrubbed from all of it before it leaves the page. It never throws,
 * whatever it is given.
 *
 * @param error an `Error`, or anything else that can be thrown
 * @param meta what you want to see beside it: plain data, up to 16 KiB as JSON
 */
export function sendEvent(error: unknown, meta?: Record<string, unknown>): void;

/**
 * Counts a visit, so that the share of visits without an error can be told. No cookie, no
 * storage and no identifier is used. A browser that says Global Privacy Control sends
 * nothing.
 */
export function ping(): void;

/**
 * What every event takes along. Set members of it at any time; an event has what is there
 * when it happens, and `sendEvent`'s own `meta` wins.
 *
 * @example meta.step = 'checkout';
 */
export const meta: Record<string, unknown>;
