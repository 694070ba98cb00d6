// The client, which is loaded when a page has an error to report: the module, and the code that wasm-bindgen
// makes for it.

import { __wbg_set_wasm, start } from '#glue';
import { imports } from '#imports';

import { taker } from '../loader/hand-off.js';

/** Gets the module running: as wasm, and as JavaScript where the page's policy or its engine
 *  refuses that, or the file does not arrive. */
async function load(ownFetch) {
  try {
    const answer = await ownFetch(new URL('corncrake_bg.wasm', import.meta.url), {
      credentials: 'omit',
      referrerPolicy: 'strict-origin',
    });
    // Not while it streams in: that fails for the sake of a wrong media type. And apart from
    // the call, into which Turbopack would copy an `await`.
    /** @type {[ArrayBuffer, WebAssembly.Imports]} */
    const args = [await answer.arrayBuffer(), imports];
    const { instance } = await WebAssembly.instantiate(...args);
    __wbg_set_wasm(instance.exports);
    return start;
  } catch (error) {
    // A page that closes itself: Chromium stops what loads first, and may lose what is posted at its end. The
    // loader tells the least at once.
    if (self.closed) throw error;
    // @ts-expect-error The build makes this file of `fallback.js`.
    return (await import('./corncrake_fallback.js')).start;
  }
}

export const begin = taker(load);
