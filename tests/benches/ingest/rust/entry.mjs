// The module that the runtime loads: hands each request to the Rust module, as the collector's does.
import { WorkerEntrypoint } from "cloudflare:workers";
// @ts-expect-error The build makes this file.
import * as rust from "./index.js";

// As the collector has it, which is cheaper than the runtime's own queue.
globalThis.queueMicrotask = (task) => {
  Promise.resolve().then(() => task());
};

export { Rows } from "./write.mjs";

export default class extends WorkerEntrypoint {
  fetch(request) {
    return rust.fetch.call(this, request, this.env, this.ctx);
  }
}
