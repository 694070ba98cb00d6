// The module that the runtime loads: hands each request to the Rust module, as the collector's does.
// @ts-expect-error The build makes this file.
import * as rust from "./index.js";

// As the collector has it, which is cheaper than the runtime's own queue.
globalThis.queueMicrotask = (task) => {
  Promise.resolve().then(() => task());
};

export { Issues } from "./keep.mjs";
export { Rows } from "./write.mjs";

export default {
  fetch: (request, env, ctx) => rust.fetch(request, env, ctx),
};
