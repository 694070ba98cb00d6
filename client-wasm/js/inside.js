// The module for where no file lies beside ours, or may be fetched later: a service worker
// may be offline, a server may be bundled into one file. It is carried inside, and costs no
// visitor of a page anything.

import { Client, initSync } from '#glue';
import module from '#wasm';

/** The Client, at once; throws where WebAssembly is refused.
 *  @param {(text: string) => Uint8Array} fromBase64 */
export function compile(fromBase64) {
  initSync({ module: fromBase64(module) });
  return Client;
}
