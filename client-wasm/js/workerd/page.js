// The host in a Worker of workerd or Cloudflare, in the place of a page: each request sends within its
// own life, since nothing of a request outlives it.

import { PAGE_HIDE, PAGE_SHOW, RESPONSE } from '../codes.js';
import { open as openPage } from '../browser/page.js';
import { consultWith } from '../node/consult.js';
import { enqueue, flush as send } from './delivery.js';

/** The origin that collectors are set up to allow for Node's client as well. */
const ORIGIN = 'node';
/** Milliseconds that promises of `onEvent` are waited for. */
const REVIEW_MS = 5_000;
/** The status that the module gets: what fails is this host's to try again. */
const OK = 200;

const headers = { origin: ORIGIN, 'user-agent': 'workerd', 'content-type': 'text/plain;charset=UTF-8' };
/** What `onEvent` has not decided on yet.
 *  @type {Set<Promise<void>>} */
const reviews = new Set();
let address, told;

/** Takes from the options what a page would know by itself. */
export function identify({ origin, uri }) {
  headers.origin = origin ?? ORIGIN;
  address = uri;
}

/** Has the module give all that it holds. */
function collect() {
  told?.(PAGE_HIDE);
  told?.(PAGE_SHOW);
}

/** Sends all that waits; settles once it was answered, or cannot be. */
export async function flush() {
  if (reviews.size) {
    let timer;
    const late = new Promise((done) => (timer = setTimeout(done, REVIEW_MS)));
    await Promise.race([Promise.all(reviews), late]);
    clearTimeout(timer);
  }
  await send(collect);
}

/** @param {string} endpoint */
export function open(endpoint) {
  // @ts-expect-error `post` below takes the place of the one that needs the page's fetch.
  const page = openPage(endpoint);
  told = page.told;
  const consult = consultWith(page.told);

  return {
    ...page,

    /** The address of a service; there is none unless its options say one. */
    address: () => address,

    isPrivate: () => false,

    isOnline: () => true,

    post: (path, body = '', keepalive, isTold) =>
      // Not within a call of the module, which hears nothing then.
      enqueue(endpoint + path, body, headers, () => isTold && queueMicrotask(() => page.told(RESPONSE, OK))),

    /** As in Node: at once where the function is no promise's. */
    consult(onEvent, text, original, key) {
      const review = consult(onEvent, text, original, key);
      if (!review) return;
      reviews.add(review);
      review.then(() => reviews.delete(review));
    },

    /** A timer would end with its request: what waits is sent with the next one. */
    wake: () => {},
  };
}
