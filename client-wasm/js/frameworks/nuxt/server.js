// The plug-in of Nuxt's server in Node: what a request failed by, with its route's pattern, and neither address
// nor headers.

import { useRuntimeConfig } from '#imports';
import { sendEvent, setup } from 'corncrake/node';
import { isAnswer, thrown } from './error.js';

export default ({ hooks }) => {
  // A build that renders pages is no server.
  if (import.meta.prerender) return;
  const { endpoint, ...options } = useRuntimeConfig().public.corncrake;
  setup(endpoint, options);
  // What belongs to no request is the process's, which is watched.
  hooks.hook('error', (error, { event }) => {
    if (!event || isAnswer(error)) return;
    const { corncrakeRoute, matchedRoute } = event.context;
    sendEvent(thrown(error), { route: corncrakeRoute ?? matchedRoute?.path });
  });
};
