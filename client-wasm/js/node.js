// For Node: import { setup, sendEvent, ping, consent, flush, meta } from 'corncrake/node'
//
// It tells what ends the process, and never changes how that ends. The host's and user's
// name, the environment and the arguments are not looked at.

import { compile } from './inside.js';
import { deliver, drop, settled } from './node-send.js';

/** What every event takes along. */
export const meta = {};

let place, options, client;

/** What goes wrong in here is not the application's. */
const quietly =
  (act) =>
  (...args) => {
    try {
      act(...args);
    } catch {}
  };

export const setup = quietly((endpoint, given, origin) => {
  if (place || typeof endpoint !== 'string') return;
  // TrackX's are setup(endpoint, onError, origin) and setup(endpoint, origin).
  if (typeof given === 'function') given = { onEvent: given, origin };
  if (typeof given === 'string') given = { origin: given };
  // A server's log is no list of errors, and more personal than any page's.
  options = { consoleErrors: false, ...given, meta };
  place = { endpoint, origin: options.origin, uri: options.uri };
  consent(options.consent !== 'required');
});

export const consent = quietly((given) => {
  if (!place || !given === !client) return;
  if (given) {
    const Client = compile((text) => Buffer.from(text, 'base64'));
    client = new Client(place, options);
    process.on('exit', deliver);
  } else {
    process.off('exit', deliver);
    const stopped = client;
    client = undefined;
    stopped.stop();
    drop();
  }
});

export const sendEvent = quietly((error, extra) => client?.sendEvent(error, extra));

export const ping = quietly(() => client?.ping());

/** Settles once all that was sent until now was answered, or cannot be. */
export const flush = () => settled();
