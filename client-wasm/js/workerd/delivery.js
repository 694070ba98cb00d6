// What a Worker has to send: one request at a time in an isolate, whichever of the Worker's requests it comes
// from. Where nobody answers it is tried again, at first within the same request of the Worker's, then with a
// later one; the log says so. It must never grow without bound, nor try for ever.

import { RETRY_UNIT } from '../codes.js';

/** Milliseconds that one request may take. */
const REQUEST_MS = 5_000;
/** Milliseconds before each further try. With the requests they are less than the half minute for which a
 *  Worker may go on after its answer. */
const PAUSES_MS = [1_000, 4_000];
/** Milliseconds after which a flush begins nothing more: what it then has begun is over in time. */
const BEGIN_MS = 8_000;
/** Milliseconds after which a flush is over, or its Worker's request was cut off: another one may begin. */
const FLUSH_MS = 30_000;
/** Milliseconds without a try after the first flush that failed; they double up to the second number. */
const [FIRST_GAP_MS, MOST_GAP_MS] = [2_000, 60_000];
/** Flushes that one request is tried in. */
const MOST_FLUSHES = 6;
/** Answers after which the collector wants nothing of this Worker. */
const CLOSED = [403, 404, 410];

/** @typedef {{ url: string, body: string, headers: object, flushes: number, done: () => void }} Outgoing */

/** @type {Outgoing[]} */
let outgoing = [];
let isClosed = false;
let failures = 0;
let notBefore = 0;
/** Until when a flush is under way. */
let busyUntil = 0;

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const isTemporary = (status) => status === 0 || status >= 500 || [408, 425, 429].includes(status);
const warn = (status, what) =>
  console.warn(`corncrake: the collector ${status ? `answered ${status}` : 'did not answer'}; ${what}`);

/** Takes a request in, unless the same one is there. `done` is called once nothing more comes of it. */
export function enqueue(url, body, headers, done) {
  if (isClosed) return done();
  if (outgoing.some((one) => one.body === body)) return;
  outgoing.push({ url, body, headers, flushes: 0, done });
}

/** Posts; gives the status, 0 where there is no answer, and the milliseconds that it asks to wait. */
async function post({ url, body, headers }) {
  try {
    const signal = AbortSignal.timeout(REQUEST_MS);
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    await response.body?.cancel();
    return [response.status, RETRY_UNIT * (Number.parseInt(response.headers.get('retry-after') ?? '') || 0)];
  } catch {
    return [0, 0];
  }
}

/** Sends one; whether anything came of it, be it a refusal. */
async function deliver(request) {
  for (let tries = 0; ; tries += 1) {
    const [status, wait] = await post(request);
    if (!isTemporary(status)) {
      failures = 0;
      isClosed = CLOSED.includes(status);
      if (status < 200 || status >= 300) warn(status, 'the report is lost');
      return true;
    }
    if (tries < PAUSES_MS.length && wait <= PAUSES_MS[tries]) {
      await pause(PAUSES_MS[tries]);
      continue;
    }
    request.flushes += 1;
    const isLost = request.flushes >= MOST_FLUSHES;
    if (isLost || failures === 0) warn(status, isLost ? 'the report is lost' : 'the report waits for a later request');
    notBefore = Date.now() + Math.max(wait, Math.min(FIRST_GAP_MS * 2 ** failures, MOST_GAP_MS));
    failures += 1;
    return isLost;
  }
}

/**
 * Sends all that waits, and what comes meanwhile.
 * @param {() => void} collect has what the module holds enqueued
 */
export async function flush(collect) {
  const now = Date.now();
  if (isClosed || now < busyUntil || now < notBefore) return;
  const until = (busyUntil = now + FLUSH_MS);
  try {
    while (!isClosed && Date.now() < now + BEGIN_MS) {
      if (!outgoing.length) collect();
      const [request] = outgoing;
      if (!request || !(await deliver(request))) return;
      outgoing = outgoing.filter((one) => one !== request);
      request.done();
    }
  } finally {
    if (busyUntil === until) busyUntil = 0;
    if (isClosed) for (const { done } of outgoing.splice(0)) done();
  }
}
