// Carries what requests bring to the object of their project: what arrives while a load is
// under way goes together in the next one, as one call of the object, which writes it in one
// turn. So do deliveries of requests that arrived at once: where others are being answered, a load
// begins in the next turn of the runtime, when those that had arrived have been read. A lone delivery
// waits for nobody.
//
// A load is carried by the request that began it, which the entry keeps alive to its end even
// where its sender has gone. Everybody else waits for the load until a deadline of its own (see deadline.mjs).

import { namedObject } from "./named-object.mjs";

/** Deliveries of one load, and of one turn: what an object writes in some tens of milliseconds. */
export const MOST_TOGETHER = 100;
/** Characters of one load, and of one turn; a single delivery may have more. */
export const MOST_CHARACTERS = 4_000_000;
/** Characters that wait in an isolate, or at an object; both have 128 MB of memory. */
export const MOST_WAITING = 16_000_000;
/** Milliseconds after which a load no longer waits for the one before, whatever became of it. */
const WAITS_FOR_LOAD_MS = 50;
/** Milliseconds after which nobody waits for a load that is carried behind an answer: longer than any disk. */
const WAITS_FOR_LATER_MS = 30_000;

const refusal = (code, message) =>
  JSON.stringify({ Err: { status: 503, code, message, detail: null, retry_after: 5 } });
/** What is said where more waits than memory should hold. */
export const BUSY = refusal("busy", "too much waits to be written; nothing was stored, try again later");
const LATE = refusal("cannot_store", "the collector did not hear that this was stored; try again later");

/** By project: the load that still takes deliveries, and the one that went last. */
const gathering = new Map();
const underWay = new Map();
let waiting = 0;

/** A promise, or `LATE` after so many milliseconds. */
async function within(ms, promise) {
  /** @type {number | null} */
  let timer = null;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, ms, LATE)));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The next turn of the runtime: what had arrived until then has been read, and answers have left. */
export const nextTurn = () => new Promise((begin) => setTimeout(begin));

/** Begins a load: it goes once the one before is there. */
async function bring(objects, key, load) {
  const before = underWay.get(key);
  if (before) await within(WAITS_FOR_LOAD_MS, before);
  if (gathering.get(key) === load) gathering.delete(key);
  const answers = namedObject(objects, key).write(load.deliveries);
  const ended = Promise.resolve(answers).then(() => {}, () => {});
  underWay.set(key, ended);
  try {
    return await answers;
  } finally {
    if (underWay.get(key) === ended) underWay.delete(key);
  }
}

/**
 * Brings a delivery to its project; gives the object's answer, after the write. Where it is alone, no
 * other request is being answered. It is waited for until `late` settles, the deadline of a request that is
 * being answered; behind an answer there is none.
 */
export async function carry(objects, key, delivery, isAlone, late) {
  if (waiting + delivery.length > MOST_WAITING) return BUSY;
  let load = gathering.get(key);
  const fits = (load) =>
    load.deliveries.length < MOST_TOGETHER && load.characters + delivery.length <= MOST_CHARACTERS;
  if (!load || !fits(load)) {
    load = { deliveries: [], characters: 0 };
    gathering.set(key, load);
    // Not before this delivery is in it.
    load.answers = (isAlone ? Promise.resolve() : nextTurn()).then(() => bring(objects, key, load));
  }
  const place = load.deliveries.push(delivery) - 1;
  load.characters += delivery.length;
  waiting += delivery.length;
  try {
    const answer = load.answers.then((answers) => answers[place]);
    if (!late) return await within(WAITS_FOR_LATER_MS, answer);
    return (await Promise.race([answer, late])) ?? LATE;
  } finally {
    waiting -= delivery.length;
  }
}
