// The loader for sites that import it: the same functions, which are there before `setup` is
// called, and options as an object. Nothing in here throws, and nothing runs on a server.

import { early } from './loader.js';
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

/** Whether this is a page or a worker of one: servers and edge runtimes have some of a page's
 *  functions, but neither a document nor a worker's own. */
const isPage = () => !!(/** @type {unknown} */ (globalThis.addEventListener) && (globalThis.document ?? globalThis.importScripts));

/** @param {() => Promise<{ begin: Function }>} importClient gets `client.js` */
export function entry(importClient) {
  const meta = {};
  let api, consented;

  const setup = quietly((to, given) => {
    if (api || !isPage()) return;
    if (!to || typeof to !== 'string') {
      console.warn('corncrake: setup needs an endpoint, https://<collector>/v1/<key>');
      return;
    }
    const endpoint = base(to);
    // TrackX's second argument is what `onEvent` is here.
    const options = { ...(typeof given === 'function' ? { onEvent: given } : given), endpoint };
    // The loader goes by what is there: in a tag, attributes have no other way to say no.
    if (!options.ping) delete options.ping;
    if (options.consoleErrors !== false) delete options.consoleErrors;
    else options.consoleErrors = 'off';
    // Any word but none asks: nothing is sent before there is an answer.
    if (!options.consent || consented) delete options.consent;
    if (consented === false) options.consent = 'required';
    if (!globalThis.document) options.load = 'eager'; // a worker may end at any moment
    api = early(options, endpoint, importClient);
    api.meta = Object.assign(meta, api.meta);
  });

  return {
    meta,
    setup,
    sendEvent: quietly((...args) => api?.sendEvent(...args)),
    ping: quietly(() => api?.ping()),
    consent: quietly((given) => {
      consented = !!given;
      api?.consent(consented);
    }),
  };
}
