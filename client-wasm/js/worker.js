// For workers: import { setup, sendEvent, ping, consent, meta } from 'corncrake/worker'
//
// One file, and nothing is imported later: a service worker may not do that, and one that is
// offline could not. The same file is `corncrake/inline`, for pages that want one file too.

import { compile } from './inside.js';
import { entry } from './setup.js';

/** What the module is told (`src/client.rs`). */
const CONSENT = 6;

const fromBase64 = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

let begun;

/** As `client.js` takes over from the stub. */
async function takeOver(options, api, hook, records) {
  if (options.load !== 'eager') await new Promise((done) => (globalThis.requestIdleCallback ?? setTimeout)(done));
  const tell = compile(fromBase64)(options, api);
  hook(removeEventListener);
  tell(CONSENT, true);
  for (const record of records) tell(...record);
  return tell;
}

// A worker has no moment in which it is complete, and may end at any.
const defaults = globalThis.document ? undefined : { load: 'eager' };

export const { consent, meta, ping, sendEvent, setup } = entry(
  async () => ({ begin: (...stub) => (begun ??= takeOver(...stub)) }),
  defaults,
);
