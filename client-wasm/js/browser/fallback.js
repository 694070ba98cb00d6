// The module as JavaScript, for pages that refuse wasm, and for what is one file: it has
// everything of its own, and needs no permission.

import { __wbg_set_wasm, start as begin } from '#glue';
import { imports } from '#imports';
import { instantiate } from '#module';

/** The module's one function; it is there at the first call.
 *  @type {typeof begin} */
export const start = (...args) => {
  started ??= __wbg_set_wasm(instantiate(imports)) ?? true;
  return begin(...args);
};

// biome-ignore lint/correctness/noUnusedVariables: `??=` reads it
let started;
