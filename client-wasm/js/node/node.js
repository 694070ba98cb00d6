// For Node: import { setup, sendEvent, ping, consent, flush, meta, installation } from 'corncrake/node'
//
// It reports what ends the process, and never changes how that ends. The host's and user's
// name, the environment and the arguments are not read, but for the two variables that stop
// `installation`.

import { CONSENT, PING, SENT_BY_SITE } from '../codes.js';
import { base } from '../loader/endpoint.js';
import { compile } from './inline-wasm.js';
import { settle } from './flush.js';
import { installation as openInstallation } from './installation.js';
import { identify } from './page.js';
import { drop, settled } from './send.js';

/** What every event takes along. */
export const meta = {};

let tell, consented;
/** What `setup` was given. */
let known = {};

/** What goes wrong in here is not the application's. */
const quietly =
  (act) =>
  (...args) => {
    try {
      act(...args);
    } catch {}
  };

export const setup = quietly((endpoint, given, origin) => {
  if (tell || typeof endpoint !== 'string') return;
  // TrackX's are setup(endpoint, onError, origin) and setup(endpoint, origin).
  if (typeof given === 'function') given = { onEvent: given, origin };
  if (typeof given === 'string') given = { origin: given };
  const options = { ...given, endpoint: base(endpoint) };
  identify(options);
  known = options;
  tell = compile((text) => Buffer.from(text, 'base64'))(options, { meta });
  // Any word but none asks, as in a page: nothing is sent before there is an answer.
  consent(consented ?? !options.consent);
});

export const consent = quietly((given) => {
  consented = !!given;
  tell?.(CONSENT, consented);
  if (!consented) drop();
});

export const sendEvent = quietly((error, ...extra) => tell?.(SENT_BY_SITE, error, extra));

export const ping = quietly(() => tell?.(PING));

/** Counts an installation of the application, once a day, if its person agreed. */
export const installation = (given) => openInstallation(known, given);

/** Settles once all that was sent until now was answered, or cannot be. */
export const flush = () => {
  settle();
  return settled();
};
