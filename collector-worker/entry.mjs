// The module that the runtime loads: hands requests to the Rust module, keeps a trap in it
// from hurting more than the requests it caught, and gathers a project's deliveries.
//
// A trap (a Rust abort) leaves futures that never wake: without this file their requests
// would hang for ever. It answers them with 500 and starts a fresh instance for the next.
import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
import * as rust from "./index.js";

/** What rejects the requests that wait for the instance of now. */
let waiting = new Set();
/** Counts instances, so that an object knows when its own is gone. */
let instance = 0;

// Nothing here throws where nobody catches, so an uncaught error is a trap in a future.
addEventListener("error", (event) => trapped(event.error));

function trapped(error) {
  const rejects = waiting;
  waiting = new Set();
  instance += 1;
  rust.__wbg_reset_state();
  for (const reject of rejects) reject(error);
}

/** The answer of the Rust module, or the trap that took it away. */
async function guarded(call) {
  let reject;
  const trap = new Promise((_, no) => waiting.add((reject = no)));
  let answer;
  try {
    answer = call();
  } catch (error) {
    trapped(error); // what Rust means to say comes as a rejection, never as a throw
    throw error;
  }
  try {
    return await Promise.race([answer, trap]);
  } finally {
    waiting.delete(reject);
  }
}

export default class Collector extends WorkerEntrypoint {
  async fetch(request) {
    try {
      const answer = guarded(() => rust.fetch.call(this, request, this.env, this.ctx));
      // A request whose sender has gone is finished all the same: a future that is dropped
      // half-way would keep its memory, address and User-Agent included.
      this.ctx.waitUntil(answer.catch(() => {}));
      return await answer;
    } catch {
      console.error(JSON.stringify({ level: "error", what: "the module trapped" }));
      const error = { code: "internal", message: "the collector failed; try again later" };
      return Response.json({ error }, { status: 500, headers: { "access-control-allow-origin": "*" } });
    }
  }
}

/** A Durable Object of the Rust module, made anew where its instance was reset. */
const object = (name) =>
  class extends DurableObject {
    #inner;
    #instance;

    get #rust() {
      if (this.#instance !== instance) {
        this.#inner = new rust[name](this.ctx, this.env);
        this.#instance = instance;
      }
      return this.#inner;
    }

    fetch(request) {
      return guarded(() => this.#rust.fetch(request));
    }

    alarm() {
      return guarded(() => this.#rust.alarm());
    }
  };

export const Directory = object("Directory");
export const Salt = object("Salt");
export const Sources = object("Sources");

/** Deliveries of one turn: what a turn writes in some tens of milliseconds. */
const MOST_TOGETHER = 100;

/**
 * Deliveries that arrive while others are being written are written together in the next
 * turn: one transaction, one wait for the disk, and everybody is answered after it. A lone
 * one waits for nobody.
 */
export class Project extends object("Project") {
  #waiting = [];
  #writing = false;

  async fetch(request) {
    if (new URL(request.url).pathname !== "/Write") return super.fetch(request);
    const delivery = await request.text();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ delivery, resolve, reject });
      if (!this.#writing) this.#write();
    });
  }

  async #write() {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const turn = this.#waiting.splice(0, MOST_TOGETHER);
      try {
        const body = `{"deliveries":[${turn.map(({ delivery }) => delivery).join()}]}`;
        const written = await super.fetch(new Request("http://object/WriteAll", { method: "POST", body }));
        const { Ok: answers, Err: fault } = await written.json();
        await this.ctx.storage.sync();
        turn.forEach(({ resolve }, place) => resolve(Response.json(answers ? answers[place] : { Err: fault })));
      } catch (error) {
        for (const { reject } of turn) reject(error);
      }
    }
    this.#writing = false;
  }
}
