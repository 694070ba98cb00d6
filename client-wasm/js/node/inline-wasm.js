// The module for where no file lies beside ours, or may be fetched later: a service worker
// may be offline, a server may be bundled into one file. It is carried inside, and costs no
// visitor of a page anything.

import { __wbg_set_wasm, start } from '#glue';
import { imports } from '#imports';
import module from '#wasm';

/** Gives the module's one function, at once; throws where WebAssembly is refused.
 *  @param {(text: string) => Uint8Array<ArrayBuffer>} fromBase64 */
export function compile(fromBase64) {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(fromBase64(module)), imports);
  __wbg_set_wasm(exports);
  return start;
}
