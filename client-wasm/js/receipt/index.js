// The npm package's `corncrake/receipt`: a code by which a visitor finds what this page sent, reads what is
// stored of it, and can erase it.
//
//   import { meta, setup } from 'corncrake';
//   import { receipt, receipts } from 'corncrake/receipt';
//   setup(endpoint);
//   receipts(meta, endpoint);
//   show(`Something went wrong. Code: ${receipt()}`);
//
// It imports nothing of the client, and the client knows nothing of it: what an event carries is a member of
// the `meta` that every event takes along. That is a hash of the code and of the event's number, another one
// for each event. The code is in memory only, and never sent. Nothing here throws into the page.

import { base } from '../loader/endpoint.js';
import { grouped, newCode, words } from './code.js';

/** Events of a page that have a receipt (`core/src/receipt/code.rs`). */
const EVENTS_OF_A_PAGE = 200;

/** What this page has, while it has one.
 *  @type {{ code: string, address: string, stop: () => void } | undefined} */
let own;

/** Starts: from now on every event carries its hash. Returns the function that stops and forgets the code.
 *  A second call does nothing but return the same. */
export function receipts(meta, endpoint) {
  try {
    // A server's rendering has no page whose visitor could have a receipt.
    if (own || !meta || !globalThis.document) return own?.stop ?? (() => {});
    const found = /^(.*)\/v1\/([0-9a-z]{11,18})$/.exec(base(endpoint));
    if (!found) {
      console.warn('corncrake: receipts need the endpoint, https://<collector>/v1/<key>');
      return () => {};
    }
    if (Object.getOwnPropertyDescriptor(meta, 'receipt')) {
      console.warn('corncrake: meta.receipt is in use by the site');
      return () => {};
    }
    const { defineProperty, getOwnPropertyDescriptor } = Object;
    const code = newCode(found[2]);
    let number = 0;
    // The client reads it once for each event.
    const get = () => {
      try {
        return number < EVENTS_OF_A_PAGE ? words(code, number++) : undefined;
      } catch {
        // The page's own arrays may be none any more.
      }
    };
    defineProperty(meta, 'receipt', {
      configurable: true,
      enumerable: true,
      get,
      // A site that sets the member itself gets what it set.
      set: (value) => defineProperty(meta, 'receipt', { configurable: true, enumerable: true, value, writable: true }),
    });
    const started = {
      code: grouped(code),
      address: new URL(`${found[1]}/r/${grouped(code)}`, location.href).href,
      stop: () => {
        if (own !== started) return;
        own = undefined;
        // What the site has set since is the site's.
        if (getOwnPropertyDescriptor(meta, 'receipt')?.get === get) delete meta.receipt;
      },
    };
    own = started;
    return started.stop;
  } catch {
    return () => {}; // `meta` may be frozen
  }
}

/** The code of what this page sends; undefined before `receipts` was called. */
export function receipt() {
  return own?.code;
}

/** The address at which the visitor reads what is stored under the code. Whoever has it can read that, and
 *  erase it. */
export function receiptLink() {
  return own?.address;
}
