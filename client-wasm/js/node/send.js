// Sends from a Node process, and remembers what was not answered yet: what a process that
// ends leaves behind is sent once more by a thread that it waits for.

import http from 'node:http';
import https from 'node:https';
import { Worker } from 'node:worker_threads';

import { RETRY_UNIT } from '../codes.js';

/** How long one request may take, and so how long it may keep a process that is done. */
const REQUEST_MS = 2_000;
/** How long a process that ends waits: about the time that people call "at once". */
const LAST_MS = 2_000;
/** Requests that may wait for an answer. More come only of a collector that is gone. */
const MOST_WAITING = 100;

/** Requests under way, and what gives each of them up. */
const waiting = new Map();
let calls = [];
let count = 0;

/** Makes a request; `done` is called once, whatever comes of it, with the status and a
 *  thousand times the seconds to wait. */
function post({ url, headers, body }, milliseconds, { request }, done) {
  let timer;
  let answer = 0;
  const sent = request(url, { method: 'POST', headers }, (response) => {
    answer = response.statusCode + RETRY_UNIT * (parseInt(response.headers['retry-after']) || 0);
    response.resume();
  });
  sent.on('error', () => {});
  sent.on('close', () => {
    clearTimeout(timer);
    done(answer);
  });
  timer = setTimeout(() => sent.destroy(), milliseconds);
  sent.end(body);
  return sent;
}

/** The thread: sends all at once, and says when the last is closed. It is a text, and no
 *  function's: what builds or runs an application may rewrite its functions, so that they need
 *  what a thread does not have. */
const THREAD = `
const { requests, milliseconds, done } = require('node:worker_threads').workerData;
let left = requests.length;
const end = () => {
  left -= 1;
  if (left > 0) return;
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
};
for (const { url, headers, body } of requests) {
  try {
    const { request } = require(url.startsWith('https:') ? 'node:https' : 'node:http');
    const sent = request(url, { method: 'POST', headers }, (response) => response.resume());
    sent.on('error', () => {});
    sent.on('close', end);
    setTimeout(() => sent.destroy(), milliseconds);
    sent.end(body);
  } catch {
    end();
  }
}`;

/** Sends a request, and reports its answer. Throws where the address is none. */
export function send(request, answered) {
  if (waiting.size >= MOST_WAITING) throw new Error('too many requests wait');
  const done = (answer) => {
    if (waiting.delete(request)) answered(answer);
    if (waiting.size === 0) calls.splice(0).forEach((call) => call());
  };
  const sent = post(request, REQUEST_MS, request.url.startsWith('https:') ? https : http, done);
  waiting.set(request, sent);
  count += 1;
}

/** How many requests were sent so far. */
export const posted = () => count;

/** Settles once nothing is under way.
 *  @returns {Promise<void>} */
export function settled() {
  return new Promise((call) => (waiting.size === 0 ? call() : calls.push(call)));
}

/** Gives up what is under way. */
export function drop() {
  for (const sent of waiting.values()) sent.destroy();
}

/** Sends what is under way once more, and waits for it: nothing of this thread runs after. The
 *  collector counts a batch once, however often it comes. */
export function deliver() {
  const requests = [...waiting.keys()];
  waiting.clear();
  if (requests.length === 0) return;
  try {
    const done = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const workerData = { requests, milliseconds: LAST_MS, done };
    // Nothing that the application loads into its threads, nor a word on its outputs.
    new Worker(THREAD, { eval: true, workerData, execArgv: [], stdout: true, stderr: true });
    Atomics.wait(done, 0, 0, LAST_MS);
  } catch {
    // Threads may be forbidden. Then this is lost.
  }
}
