// The stub for those who import it: the same functions, which are there before `setup` is
// called, and options as an object. Nothing in here throws, and nothing runs on a server.

import { early } from './early.js';
import { base } from './endpoint.js';

const quietly =
  (act) =>
  (...args) => {
    try {
      act(...args);
    } catch {
      // Options and values may be objects that throw when they are read.
    }
  };

/** @param {() => Promise<{ begin: Function }>} importClient gets `client.js`
 *  @param {object} [defaults] options that a site may leave out */
export function entry(importClient, defaults) {
  const meta = {};
  let api, consented;

  const setup = quietly((endpoint, given) => {
    if (api || !endpoint || !globalThis.addEventListener) return;
    // TrackX's second argument is what `onEvent` is here.
    const options = { ...defaults, ...(typeof given === 'function' ? { onEvent: given } : given) };
    // The stub goes by what is there: in a tag, attributes have no other way to say no.
    if (!options.ping) delete options.ping;
    if (options.consent !== 'required' || consented) delete options.consent;
    if (consented === false) options.consent = 'required';
    options.endpoint = base(endpoint);
    api = early(importClient, options);
    api.meta = meta;
  });

  return {
    meta,
    setup,
    sendEvent: quietly((error, extra) => api?.sendEvent(error, extra)),
    ping: quietly(() => api?.ping()),
    consent: quietly((given) => {
      consented = !!given;
      api?.consent(consented);
    }),
  };
}
