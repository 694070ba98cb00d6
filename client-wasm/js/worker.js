// For workers: import { setup, sendEvent, ping, consent, meta } from 'corncrake/worker'
//
// One file, and nothing is imported later: a service worker may not do that, and one that is
// offline could not. The same file is `corncrake/inline`, for pages that want one file too.

import { early } from './early.js';
import { compile } from './inside.js';

const fromBase64 = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

const client = early(async () => ({ load: async () => compile(fromBase64) }));

export const { consent, meta, ping, sendEvent } = client;

/** A worker has no moment in which it is complete, and may end at any. */
const LOAD = globalThis.document ? undefined : 'eager';

export function setup(endpoint, options) {
  try {
    client.setup(endpoint, { load: LOAD, ...(typeof options === 'function' ? { onEvent: options } : options) });
  } catch {
    // Options may be an object that throws when it is read.
  }
}
