// The module that the runtime loads: hands requests to the Rust module, keeps a trap in it
// from hurting more than the requests it caught, has a project's deliveries written together
// (see carry.mjs), and joins pages that follow a project to its objects.
//
// A trap (a Rust abort) leaves futures that never wake: without this file their requests
// would hang for ever. It answers them with 500 and starts a fresh instance for the next.
import { DurableObject } from "cloudflare:workers";
import { followed, streamed } from "./answer.mjs";
import { basePath, withBase, withoutBase } from "./base-path.mjs";
import { BUSY, MOST_CHARACTERS, MOST_TOGETHER, MOST_WAITING, carry, nextTurn } from "./carry.mjs";
import { Deadline } from "./deadline.mjs";
import { sendByBinding, sendMail } from "./mail.mjs";
import { namedObject } from "./named-object.mjs";
// @ts-expect-error The build makes this file.
import * as rust from "./index.js";

/** What rejects the requests that wait for the instance of now. */
let waiting = new Set();
/** Requests that are being answered. */
let answering = 0;
/** Counts instances, so that an object knows when its own is gone. */
let instance = 0;

// Nothing here throws where nobody catches, so an uncaught error is a trap in a future.
// @ts-expect-error workerd has this event, its types do not.
addEventListener("error", (event) => trapped(event.error));

function trapped(error) {
  const rejects = waiting;
  waiting = new Set();
  instance += 1;
  rust.__wbg_reset_state();
  for (const reject of rejects) reject(error);
}

/**
 * Says where the module trapped, which no request knows that it caught. A trap has the places of the module in
 * its stack, and no text of a sender.
 */
function logTrap(what, error) {
  const stack = error instanceof WebAssembly.RuntimeError ? error.stack : error?.name;
  console.error(JSON.stringify({ level: "error", what, stack }));
}

// Rust's tasks run by promises: the runtime makes a function of its own for each that it queues itself, which
// is a tenth of what a visit costs.
globalThis.queueMicrotask = (task) => {
  Promise.resolve().then(() => {
    try {
      task();
    } catch (error) {
      logTrap("a task of the module trapped", error);
      trapped(error);
    }
  });
};

/** What the Rust module gives at once. What it means to say comes as a value or a rejection, never as a throw. */
function called(call) {
  try {
    return call();
  } catch (error) {
    logTrap("a call of the module trapped", error);
    trapped(error);
    throw error;
  }
}

/** A promise of the Rust module, or the trap that took its answer away. */
function untilTrapped(promise) {
  return new Promise((resolve, reject) => {
    waiting.add(reject);
    const end = (settle) => (value) => {
      waiting.delete(reject);
      settle(value);
    };
    promise.then(end(resolve), end(reject));
  });
}

const guarded = (call) => untilTrapped(called(call));

/** An answer whose body Rust makes as it is read: where Rust traps, it breaks off. */
function guardedBody(response) {
  const reader = response.body.getReader();
  const body = new ReadableStream({
    async pull(stream) {
      const { done, value } = await guarded(() => reader.read());
      if (done) stream.close();
      else stream.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(body, response);
}

/** A request's random id, as Rust makes one for every request that it answers itself. */
const requestId = () =>
  [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** The answer to a request in which Rust trapped. */
function failed() {
  const id = requestId();
  console.error(JSON.stringify({ level: "error", what: "the module trapped", id }));
  const error = { code: "internal", message: "the collector failed; try again later" };
  const headers = { "access-control-allow-origin": "*", "x-request-id": id };
  return Response.json({ error }, { status: 500, headers });
}

/** What a request has carried to objects. */
class Carrier {
  /** The bindings of the Worker. */
  #bound;
  #deadline;
  /** Settles once everything is there. */
  loads;
  /** Begins to carry, in the turn of the request itself. */
  #begin = (asked) => this.#carry(asked);

  constructor(bound, deadline) {
    this.#bound = bound;
    this.#deadline = deadline;
  }

  /** The bindings with `carry`, for Rust. */
  env() {
    const carry = (names, deliveries, later) =>
      new Promise((resolve, reject) => this.#begin({ names, deliveries, later, resolve, reject }));
    return Object.create(this.#bound, { carry: { value: carry } });
  }

  /**
   * Rust's futures may go on in the turn of another request, whose end would end what was begun there: from
   * now on Rust asks here, and the delivery is carried in its own request's turn.
   */
  wait() {
    const asked = new Promise((resolve) => (this.#begin = resolve));
    asked.then((what) => this.#carry(what));
  }

  #carry({ names, deliveries, later, resolve, reject }) {
    const late = later ? null : this.#deadline.late;
    const bring = (name, place) => carry(this.#bound.PROJECT, name, deliveries[place], answering < 2, late);
    const bringLater = (name, place) => nextTurn().then(() => bring(name, place));
    const answers = names.map(later ? bringLater : bring);
    Promise.all(answers).then(resolve, reject);
    this.loads = Promise.allSettled(answers);
  }
}

/** The answer to a request: at once where Rust has nothing to wait for, as for most visits. */
function answer(request, env, ctx) {
  const deadline = new Deadline(request);
  const carrier = new Carrier(env, deadline);
  let found;
  try {
    found = called(() => rust.answer(request, carrier.env()));
  } catch {
    return failed();
  }
  if (found instanceof Promise) return answerLater(found, carrier, deadline, request, env, ctx);
  if (carrier.loads) ctx.waitUntil(carrier.loads);
  return joined(found, request, env);
}

/** The answer with what only the entry can give it: a body that a trap breaks off, or an object's WebSocket. */
function joined(response, request, env) {
  if (streamed.has(response)) return guardedBody(response);
  const name = followed.get(response);
  if (!name) return response;
  const headers = { upgrade: request.headers.get("upgrade") ?? "" };
  return namedObject(env.PROJECT, name).fetch("http://object/follow", { headers });
}

async function answerLater(promise, carrier, deadline, request, env, ctx) {
  carrier.wait();
  // Its timer is of this request, whoever asks for it later in whatever turn.
  void deadline.late;
  answering += 1;
  try {
    const guardedAnswer = untilTrapped(promise);
    // A request whose sender has gone is finished all the same: a future that is dropped
    // half-way would keep its memory, address and User-Agent included. So are the loads that it began,
    // even where a trap took its own answer away: others share them.
    const end = () => carrier.loads;
    ctx.waitUntil(guardedAnswer.then(end, end));
    return await joined(await guardedAnswer, request, env);
  } catch {
    return failed();
  } finally {
    deadline.end();
    answering -= 1;
  }
}

/** The path that the collector is served below, once an isolate has looked. */
let base;

export default {
  fetch(request, env, ctx) {
    base ??= basePath(env);
    if (!base) return answer(request, env, ctx);
    return Promise.resolve(answer(withoutBase(request, base), env, ctx)).then((found) => withBase(found, base));
  },

  /** The cron trigger of the edge: the day begins where nobody comes. */
  scheduled(controller, env, ctx) {
    return guarded(() => rust.scheduled(controller, env, ctx));
  },
};

/** Calls a method of the Rust object; as a symbol, so that no stub of an object has it. */
const call = Symbol("call");

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

    [call](method, ...args) {
      return guarded(() => this.#rust[method](...args));
    }

    fetch(request) {
      return this[call]("fetch", request);
    }

    alarm() {
      return this[call]("alarm");
    }
  };

/** Pages that follow one object at once: an operator's own, and not a flood of them. */
const MOST_FOLLOWERS = 100;
/** Milliseconds between two words to who follows, however much happens. */
const TELL_EVERY_MS = 1_000;

export const Directory = object("Directory");
export const Salt = object("Salt");
export const Sources = object("Sources");

/** The outbox sends mail, by a network of its own where the operator lists private hosts. */
export class Outbox extends object("Outbox") {
  constructor(ctx, env) {
    const send = (text, isPrivate) => {
      const mail = JSON.parse(text);
      return mail.binding ? sendByBinding(mail, env.SEND_EMAIL) : sendMail(mail, isPrivate ? env.PRIVATE_NETWORK : null);
    };
    super(ctx, Object.create(env, { sendMail: { value: send } }));
  }
}

/**
 * Loads that arrive while another is being written are written together in the next turn: one
 * transaction, one wait for the disk, and everybody is answered after it.
 */
export class Project extends object("Project") {
  #waiting = [];
  #characters = 0;
  #writing = false;
  #untold = 0;
  #telling = false;

  /** Writes the deliveries of a load; gives the answer to each. */
  write(deliveries) {
    const characters = deliveries.reduce((sum, delivery) => sum + delivery.length, 0);
    if (this.#characters + characters > MOST_WAITING) return deliveries.map(() => BUSY);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ deliveries, characters, resolve, reject });
      this.#characters += characters;
      if (!this.#writing) this.#write();
    });
  }

  async fetch(request) {
    if (new URL(request.url).pathname !== "/follow") return super.fetch(request);
    if (request.headers.get("upgrade") !== "websocket") return new Response("a WebSocket is asked for", { status: 426 });
    if (this.ctx.getWebSockets().length >= MOST_FOLLOWERS) return new Response("too many follow", { status: 503 });
    const { 0: client, 1: server } = new WebSocketPair();
    // Accepted so that the object may sleep while nothing happens.
    this.ctx.acceptWebSocket(server);
    server.send(JSON.stringify({ events: 0 }));
    return new Response(null, { status: 101, webSocket: client });
  }

  /** What a follower says is nothing to us. */
  webSocketMessage() {}

  webSocketClose(socket, code) {
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }

  /** Tells who follows that something happened, once a second at most; never what. */
  #tell(events) {
    this.#untold += events;
    if (this.#telling || this.ctx.getWebSockets().length === 0) return;
    this.#telling = true;
    const told = JSON.stringify({ events: this.#untold });
    this.#untold = 0;
    for (const socket of this.ctx.getWebSockets()) {
      try {
        socket.send(told);
      } catch {
        // It has gone.
      }
    }
    setTimeout(() => {
      this.#telling = false;
      if (this.#untold > 0) this.#tell(0);
    }, TELL_EVERY_MS);
  }

  /** As many loads as are written in one turn, and at least one. */
  #turn() {
    let [deliveries, characters, loads] = [0, 0, 0];
    for (const load of this.#waiting) {
      deliveries += load.deliveries.length;
      characters += load.characters;
      if (loads > 0 && (deliveries > MOST_TOGETHER || characters > MOST_CHARACTERS)) break;
      loads += 1;
    }
    return this.#waiting.splice(0, loads);
  }

  async #write() {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const turn = this.#turn();
      try {
        const all = turn.flatMap(({ deliveries }) => deliveries);
        const answers = (await this[call]("writeAll", `[${all.join()}]`)).split("\n");
        // Where there is one answer for all, each has it.
        while (answers.length < all.length) answers.push(answers[0]);
        await this.ctx.storage.sync();
        for (const { deliveries, resolve } of turn) resolve(answers.splice(0, deliveries.length));
        this.#tell(turn.length);
      } catch (error) {
        for (const { reject } of turn) reject(error);
      }
      for (const { characters } of turn) this.#characters -= characters;
    }
    this.#writing = false;
  }
}
