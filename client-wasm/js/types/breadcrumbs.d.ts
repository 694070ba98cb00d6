/** What is observed; all of it unless it is `false`. */
export interface BreadcrumbOptions {
  /** Pages that a visitor goes to without a reload, by the pattern of their path. */
  navigation?: boolean;
  /** Requests by `fetch` and `XMLHttpRequest`: method, host, pattern of the path, status. */
  network?: boolean;
  /** Clicks, by the role and a selector of what was clicked, without any text. */
  clicks?: boolean;
  /** Calls of `console.debug`, `log`, `info`, `warn` and `error`: 100 scrubbed characters. */
  console?: boolean;
}

/**
 * Starts to record what the page does, in memory, and adds the newest 30 breadcrumbs to every event, as
 * `meta.breadcrumbs`. Values of forms, texts of the page and keys are never read.
 *
 * @param meta `meta` of `corncrake`, or `window.corncrake.meta`
 * @returns a function that stops, forgets the breadcrumbs, and takes every hook out again
 *
 * @example
 * setup(endpoint);
 * const stop = breadcrumbs(meta);
 */
export function breadcrumbs(meta: Record<string, unknown>, options?: BreadcrumbOptions): () => void;

/**
 * Adds a breadcrumb of your own, once `breadcrumbs` was called.
 *
 * @param kind a word of your code, at most 32 characters
 * @param data at most 8 texts, numbers and flags; texts are scrubbed, and cut at 100 characters
 *
 * @example breadcrumb('cart', { items: 3, coupon: false });
 */
export function breadcrumb(
  kind: string,
  data?: Record<string, string | number | boolean | null> | string | number | boolean,
): void;
