// What entries that count have in common (`usage`, `vitals`): items are gathered for some seconds and sent in
// one request that may outlive the page, if the visitor has not objected. Each bundle has its own copy, with
// its own consent.
//
// Nothing is stored, nothing is hooked before `setup`, nothing leaves without consent or with Global Privacy
// Control, and nothing here throws into the page. What is lost with a request is not sent again: these are
// counts.

import { base } from '../loader/endpoint.js';

/** Items that wait at most, which is as many as one request has. */
const MOST_WAITING = 50;
/** Different items that a page sends at most: a visitor counts in a few of a day anyway. */
const MOST_OF_A_PAGE = 200;
/** Milliseconds in which items are gathered. */
const GATHER_MS = 3_000;

/** The entry's name, which is that of its endpoint. */
let entry;
/** @type {(release: string | undefined, items: object[]) => object} */
let bodyOf;
/** What waits. */
let waiting = [];
/** What this page sent already, or has waiting: each counts once. */
export const known = new Set();
/** Whether it may count: what the site decided of consent, or what is so without a decision; nothing before. */
let mayCount;
let timer;
/** Where it is sent to, once the entry is set up.
 *  @type {string | undefined} */
export let endpoint;
/** @type {Function} */
let ownFetch;
let release;

/** Says which entry this is, and how the body of its request is made. */
export function gather(name, body) {
  entry = name;
  bodyOf = body;
}

const isLocal = () => /^(localhost|127\.0\.0\.1|\[::1\]|.*\.localhost)$/.test(globalThis.location?.hostname);

/** Prints to a developer what is wrong; on a visitor's page nothing is printed. */
export function hint(text) {
  if (isLocal()) console.warn(`corncrake ${entry}: ${text}`);
  return text;
}

/** Starts; a second call does nothing. */
export function setup(to, options) {
  try {
    // Servers and edge runtimes have some of a page's functions, but no document.
    if (endpoint || !globalThis.document) return;
    if (!to || typeof to !== 'string') {
      console.warn(`corncrake ${entry}: setup needs an endpoint, https://<collector>/v1/<key>`);
      return;
    }
    ownFetch = fetch;
    endpoint = base(to);
    release = options?.release;
    // A tag that asks for consent asks for this, too.
    const asks = options?.consent ?? document.querySelector('script[data-endpoint][data-consent]');
    consent(mayCount ?? !asks);
    addEventListener('pagehide', send);
    document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && send());
    if (document.prerendering) addEventListener('prerenderingchange', send, true);
    else if (waiting.length) later();
  } catch {
    // Options may be an object that throws when it is read.
  }
}

/** Why nothing may be counted now, in words; nothing where it may. */
export function obstacle() {
  if (!globalThis.document) return 'there is no page';
  if (navigator.globalPrivacyControl) return 'this browser asks not to be counted (Global Privacy Control)';
  if (mayCount === false) return 'there is no consent';
}

/** Has an item wait to be sent, unless one of the same key did. Gives in words why it is not counted, or
 *  nothing where it is sent. */
export function note(item, key = JSON.stringify(item)) {
  const reason = obstacle();
  if (reason) return hint(reason);
  if (known.has(key)) return;
  if (waiting.length >= MOST_WAITING || known.size > MOST_OF_A_PAGE) return hint('this page has counted too much');
  known.add(key);
  waiting.push(item);
  if (endpoint) later();
}

/** `true` counts from now on; `false` forgets what waits and counts nothing more. */
export function consent(given) {
  try {
    mayCount = !!given;
    if (mayCount) return;
    waiting = [];
    known.clear();
  } catch {}
}

function later() {
  timer ??= setTimeout(send, GATHER_MS);
}

/** Sends what waits, in a request that may outlive the page. */
async function send() {
  try {
    clearTimeout(timer);
    timer = undefined;
    // A page that is rendered ahead was seen by nobody yet.
    if (!endpoint || !waiting.length || document.prerendering || obstacle()) return;
    const items = waiting;
    waiting = [];
    const answer = await ownFetch(`${endpoint}/${entry}`, {
      // Members that the page gave all objects are none of the request's.
      __proto__: null,
      method: 'POST',
      // A body that is a string needs no CORS preflight.
      body: JSON.stringify(bodyOf(typeof release === 'string' ? release : undefined, items)),
      keepalive: true,
      credentials: 'omit',
      referrerPolicy: 'strict-origin',
    });
    if (isLocal()) await explain(answer, items);
  } catch {
    // The network may be gone, and the page's functions may be its own.
  }
}

/** Tells a developer what the collector refused. */
async function explain(answer, items) {
  const { error, refused } = await answer.json();
  if (error) hint(error.message);
  for (const { index, error: rule } of refused ?? []) hint(`${items[index]?.name} was refused: ${rule}`);
}
