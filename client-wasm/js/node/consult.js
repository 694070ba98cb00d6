// Asks a site's `onEvent` where no page waits for the answer: at once where the function is no promise's.

import { REVIEWED } from '../codes.js';

/**
 * @param {(code: number, key: number, event: unknown) => void} told reports to the module
 * @returns asks about one event. It gives a promise where the function did, which settles once the event is
 *   reported and never fails. What the function refuses is not sent; where it fails, the event is as it was.
 */
export const consultWith = (told) => (onEvent, text, original, key) => {
  const take = (event) => told(REVIEWED, key, event);
  const scrubbed = () => {
    const event = JSON.parse(text);
    event.fingerprint &&= event.fingerprint.split('\n');
    return event;
  };
  const event = scrubbed();
  const taken = (given) => take(given === undefined ? event : given);
  const failed = () => take(scrubbed());
  try {
    const given = onEvent(event, original);
    if (typeof given?.then === 'function') return Promise.resolve(given).then(taken, failed);
    taken(given);
  } catch {
    failed();
  }
};
