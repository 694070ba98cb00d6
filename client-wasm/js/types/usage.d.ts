/** What a site can set. */
export interface UsageOptions {
  /** Your site's own version, by which usage is counted. */
  release?: string;
  /** Nothing is noted or sent before `consent(true)`. So it is by itself where the page's tag asks for consent. */
  consent?: 'required';
}

/**
 * Starts. What was tracked before is sent as well. A second call does nothing.
 *
 * @param endpoint the address to send to: `https://<collector>/v1/<key>`
 */
export function setup(endpoint: string, options?: UsageOptions): void;

/**
 * Counts that the visitor used a feature: once a day, whatever is sent. Names, keys and values are words of
 * the list in the project's settings: 1 to 40 small letters, digits, dots, hyphens and underscores that
 * begin with a letter. Free text is not sent.
 *
 * @param values at most 4 keys, each with a word, or with true or false
 * @returns nothing if it is sent or was sent before; else why it is not, in words
 *
 * @example track('export', { format: 'pdf', coupon: true });
 */
export function track(name: string, values?: Record<string, string | boolean>): string | undefined;

/** `true` counts from now on; `false` forgets what waits, and nothing more is counted. */
export function consent(given: boolean): void;
