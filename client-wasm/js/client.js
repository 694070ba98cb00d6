// What is loaded when a page has nothing to do, or has an error to tell: the module, and the
// code that wasm-bindgen makes for it. It takes over from the stub (`early.js`).

import { __wbg_set_wasm, start } from '#glue';
import { imports } from '#imports';

/** What the module is told (`src/client.rs`). */
const CONSENT = 6;

let begun;

/** Takes over, once: what the stub is told from then on, it tells the function that this gives.
 *  Throws where the module cannot run. */
export const begin = (...stub) => (begun ??= takeOver(...stub));

/** @param {Function} ownFetch the page's, as it was when the stub came
 *  @param {unknown[][]} records what the stub heard, which a site may take back meanwhile
 *  @param {object} options what the site set up
 *  @param {object} api what the site sees of the client
 *  @param {(how: Function) => void} hook adds or removes the stub's listeners */
async function takeOver(ownFetch, records, options, api, hook) {
  const isUrgent = options.load === 'eager' || options.load === 'on-error';
  // No Promise of the page's is needed for that: it may be one of its own.
  if (!isUrgent) await { then: (done) => (globalThis.requestIdleCallback ?? setTimeout)(done) };
  const start = await load(ownFetch);
  const tell = start(options, api, ownFetch);
  hook(removeEventListener);
  tell(CONSENT, true);
  for (const record of records) tell(...record);
  return tell;
}

/** Gives the module's one function once it runs: as wasm, and as JavaScript where the page's
 *  policy or its engine refuses that, or the file does not arrive. */
async function load(ownFetch) {
  try {
    const answer = await ownFetch(new URL('corncrake_bg.wasm', import.meta.url));
    // Not while it streams in: that fails for the sake of a wrong media type.
    const { instance } = await WebAssembly.instantiate(await answer.arrayBuffer(), imports);
    __wbg_set_wasm(instance.exports);
    return start;
  } catch {
    return (await import('./corncrake_fallback.js')).start;
  }
}
