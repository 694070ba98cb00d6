// What is loaded when a page has nothing to do, or has an error to tell: the module, and
// the code that wasm-bindgen makes for it.

import init, { Client } from '#glue';

/** Gives the Client once its module runs; throws where that cannot be. */
export async function load() {
  await init();
  return Client;
}
