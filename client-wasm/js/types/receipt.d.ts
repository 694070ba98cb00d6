/**
 * Starts: every event that this page sends from now on carries a hash of the page's code, another one for
 * each event. The code itself is in memory only, and is never sent.
 *
 * @param meta `meta` of `corncrake`, or `window.corncrake.meta`
 * @param endpoint what `setup` was called with: `https://<collector>/v1/<key>`
 * @returns a function that stops, and forgets the code; a later call begins with another code
 *
 * @example
 * setup(endpoint);
 * receipts(meta, endpoint);
 */
export function receipts(meta: Record<string, unknown>, endpoint: string): () => void;

/**
 * The code of what this page sends, such as `K7QX-4M2P-9T0C-WZ1E-H6AB`, for its visitor; undefined before
 * `receipts` was called. Whoever has it can read what is stored of the page's errors, and erase it.
 */
export function receipt(): string | undefined;

/** The address of the collector at which the visitor reads what is stored under the code, and can erase it. */
export function receiptLink(): string | undefined;
