// The host in a Worker of workerd or Cloudflare, in the place of a page: each request sends within its
// own life, since nothing of a request outlives it.

import { PAGE_HIDE, PAGE_SHOW, RESPONSE, RETRY_UNIT } from '../codes.js';
import { open as openPage } from '../browser/page.js';

/** The origin that collectors are set up to allow for Node's client as well. */
const ORIGIN = 'node';
/** What leaves at once is at most 60 kB; no queue is larger than so many times that. */
const ROUNDS = 10;

const headers = { origin: ORIGIN, 'user-agent': 'workerd', 'content-type': 'text/plain;charset=UTF-8' };
/** @type {Set<Promise<void>>} */
const pending = new Set();
let address, told, posted = 0;

/** Takes from the options what a page would know by itself. */
export function identify({ origin, uri }) {
  headers.origin = origin ?? ORIGIN;
  address = uri;
}

/** Sends all that waits; settles once it was answered, or cannot be. */
export async function flush() {
  let before;
  for (let round = 0; told && round < ROUNDS && before !== posted; round += 1) {
    before = posted;
    told(PAGE_HIDE);
    told(PAGE_SHOW);
  }
  await Promise.all(pending);
}

async function send(url, body, answered) {
  let answer = 0;
  try {
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' });
    answer = response.status + RETRY_UNIT * (Number.parseInt(response.headers.get('retry-after') ?? '') || 0);
    await response.body?.cancel();
  } catch {
    // Nobody is there; what it was waits for the next request.
  }
  answered(answer);
}

/** @param {string} endpoint */
export function open(endpoint) {
  // @ts-expect-error `post` below takes the place of the one that needs the page's fetch.
  const page = openPage(endpoint);
  told = page.told;

  return {
    ...page,

    /** The address of a service; there is none unless its options say one. */
    address: () => address,

    isPrivate: () => false,

    isOnline: () => true,

    post(path, body = '', keepalive, isTold) {
      posted += 1;
      const sent = send(endpoint + path, body, (answer) => isTold && page.told(RESPONSE, answer));
      pending.add(sent);
      sent.finally(() => pending.delete(sent));
    },

    /** A timer would end with its request: what waits is sent with the next one. */
    wake: () => {},
  };
}
