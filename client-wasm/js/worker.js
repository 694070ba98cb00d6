// For workers: import { setup, sendEvent, ping, consent, meta } from 'corncrake/worker'
//
// One file, and nothing is imported later: a service worker may not do that, and one that is
// offline could not. The same file is `corncrake/inline`, for pages that want one file too.

import { compile } from './inside.js';
import { entry } from './setup.js';
import { taker } from './take-over.js';

const fromBase64 = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
const begin = taker(() => compile(fromBase64));

// A worker has no moment in which it is complete, and may end at any.
const defaults = globalThis.document ? undefined : { load: 'eager' };

export const { consent, meta, ping, sendEvent, setup } = entry(async () => ({ begin }), defaults);
