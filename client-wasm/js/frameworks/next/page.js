// For a page of Next.js: import { setup } from 'corncrake/next', in instrumentation-client.
//
// What failed on the server reaches the page once more, with a digest in the place of its words: the server
// tells that one.

import { setup as watch } from 'corncrake';

export { sendEvent } from 'corncrake';

/** Whether the server told it: of a line of the console, one of its values. */
const isTold = (original) => [original].flat().some((one) => one?.digest);

export const setup = (endpoint, given) => {
  const options = typeof given === 'function' ? { onEvent: given } : given;
  const own = options?.onEvent;
  const onEvent = (event, original) => (isTold(original) ? false : own?.(event, original));
  watch(endpoint, { ...options, onEvent });
};
