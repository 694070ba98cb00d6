// For SvelteKit's hooks.client and for <svelte:boundary>.

import { sendEvent } from 'corncrake';

/** A mistyped address is no error of the site. */
const NOT_FOUND = 404;

export const handleError = (own) => (input) => {
  const { error, event, status } = input;
  // The route's pattern, such as /shop/[id]: what a visitor put into it is not sent.
  if (status !== NOT_FOUND) sendEvent(error, { route: event?.route?.id ?? undefined, status });
  if (own) return own(input);
  console.error(error); // as SvelteKit does
};

export const onerror = (error) => sendEvent(error, { svelte: 'boundary' });
