/** What a site can set. */
export interface VitalsOptions {
  /** Your site's own version, by which times are counted. */
  release?: string;
  /** Nothing is measured or sent before `consent(true)`. So it is by itself where the page's tag asks for consent. */
  consent?: 'required';
}

/**
 * Starts: the browser's own times of this page are counted (LCP, INP, CLS and TTFB, as far as it measures
 * them), each as the number of its bucket. Own times that were given before are sent as well. A second call
 * does nothing.
 *
 * @param endpoint the address to send to: `https://<collector>/v1/<key>`
 */
export function setup(endpoint: string, options?: VitalsOptions): void;

/**
 * Counts how long something of your own took: the first time of a name on a page, as the number of its
 * bucket. The page is a pattern of the path that the browser shows now.
 *
 * @param name 1 to 40 small letters, digits, dots, hyphens and underscores that begin with a letter; not
 * `lcp`, `inp`, `cls` or `ttfb`
 * @param ms milliseconds
 * @returns nothing if it is sent or was sent before; else why it is not, in words
 *
 * @example
 * const began = performance.now();
 * await search();
 * time('search', performance.now() - began);
 */
export function time(name: string, ms: number): string | undefined;

/** `true` counts from now on; `false` forgets what waits, and nothing more is counted. */
export function consent(given: boolean): void;
