// The npm package's `corncrake/usage`: which features are used, counted by day and never by visitor.
//
//   import { setup, track } from 'corncrake/usage';
//   setup(endpoint, { release: '1.4.2' });
//   track('export', { format: 'pdf' });
//
// It imports nothing of the client, and the client knows nothing of it. Nothing is stored, nothing is hooked
// before `setup`, nothing leaves without consent or with Global Privacy Control, and nothing here throws
// into the page. What is lost with a request is not sent again: these are counts.

import { base } from '../loader/endpoint.js';
import { read } from './rule.js';

/** Uses that wait at most, which is as many as one request has. */
const MOST_WAITING = 50;
/** Uses that a page sends at most: a visitor counts in a few of a day anyway. */
const MOST_OF_A_PAGE = 200;
/** Milliseconds in which uses are gathered. */
const GATHER_MS = 3_000;

/** What waits. */
let waiting = [];
/** What this page sent already, or has waiting: a visitor counts once a day. */
const known = new Set();
/** What the site decided of consent; nothing where it has not. */
let decision;
let isRequired = false;
let timer;
/** @type {string | undefined} */
let endpoint;
/** @type {Function} */
let ownFetch;
let release;

const isLocal = () => /^(localhost|127\.0\.0\.1|\[::1\]|.*\.localhost)$/.test(globalThis.location?.hostname);

/** Prints to a developer what is wrong; on a visitor's page nothing is printed. */
function hint(text) {
  if (isLocal()) console.warn(`corncrake usage: ${text}`);
  return text;
}

/** Starts; a second call does nothing. */
export function setup(to, options) {
  try {
    // Servers and edge runtimes have some of a page's functions, but no document.
    if (endpoint || !globalThis.document) return;
    if (!to || typeof to !== 'string') {
      console.warn('corncrake usage: setup needs an endpoint, https://<collector>/v1/<key>');
      return;
    }
    ownFetch = fetch;
    endpoint = base(to);
    release = options?.release;
    // A tag that asks for consent asks for this, too.
    const asks = options?.consent ?? document.querySelector('script[data-endpoint][data-consent]');
    isRequired = !!asks;
    if (!mayCount()) forget();
    addEventListener('pagehide', send);
    document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && send());
    if (document.prerendering) addEventListener('prerenderingchange', send, true);
    else if (waiting.length) later();
  } catch {
    // Options may be an object that throws when it is read.
  }
}

/** Notes that something was used. Gives in words why it is not counted, or nothing where it is sent. */
export function track(name, values) {
  try {
    const { use, reason } = read(name, values);
    if (!use) return hint(`${reason}; nothing was sent`);
    if (!globalThis.document) return hint('there is no page');
    if (navigator.globalPrivacyControl) return hint('this browser asks not to be counted (Global Privacy Control)');
    if (!mayCount()) return hint('there is no consent');
    const text = JSON.stringify(use);
    if (known.has(text)) return;
    if (waiting.length >= MOST_WAITING || known.size > MOST_OF_A_PAGE) return hint('this page has tracked too much');
    known.add(text);
    waiting.push(use);
    if (endpoint) later();
  } catch {
    return 'the values cannot be read';
  }
}

/** `true` counts from now on; `false` forgets what waits and counts nothing more. */
export function consent(given) {
  try {
    decision = !!given;
    if (!decision) forget();
  } catch {}
}

const mayCount = () => decision ?? !isRequired;

function forget() {
  waiting = [];
  known.clear();
}

function later() {
  timer ??= setTimeout(send, GATHER_MS);
}

/** Sends what waits, in a request that may outlive the page. */
async function send() {
  try {
    clearTimeout(timer);
    timer = undefined;
    // A page that is rendered ahead was used by nobody yet.
    if (!endpoint || !mayCount() || !waiting.length || document.prerendering || navigator.globalPrivacyControl) return;
    const uses = waiting;
    waiting = [];
    const answer = await ownFetch(`${endpoint}/usage`, {
      // Members that the page gave all objects are none of the request's.
      __proto__: null,
      method: 'POST',
      // A body that is a string needs no CORS preflight.
      body: JSON.stringify({ release: typeof release === 'string' ? release : undefined, uses }),
      keepalive: true,
      credentials: 'omit',
      referrerPolicy: 'strict-origin',
    });
    if (isLocal()) await explain(answer, uses);
  } catch {
    // The network may be gone, and the page's functions may be its own.
  }
}

/** Tells a developer what the collector refused. */
async function explain(answer, uses) {
  const { error, refused } = await answer.json();
  if (error) hint(error.message);
  for (const { index, error: rule } of refused ?? []) hint(`${uses[index]?.name} was refused: ${rule}`);
}
