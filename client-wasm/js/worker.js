// For workers: import { setup, sendEvent, ping, consent, meta } from 'corncrake/worker'
//
// One file, and nothing is imported later: a service worker may not do that, and one that is
// offline could not. It watches the worker it runs in, and knows of no page.

import { early } from './early.js';
import { compile } from './inside.js';

const fromBase64 = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

export const { consent, meta, ping, sendEvent, setup } = early(async () => ({
  load: async () => compile(fromBase64),
}));
