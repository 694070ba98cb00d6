// The same as `server.js`, for what Next.js runs in its edge runtime: there is no process to watch, and
// nothing of a page.

import { corncrake as wrap, sendEvent } from 'corncrake/workerd';
import { where } from './where.js';

export { sendEvent };

/** There is no page. */
export const setup = () => {};

export const corncrake = (endpoint, options) => {
  const { tell } = wrap({ ...options, endpoint }, { tell: ({ error, meta }, env, context) => sendEvent(error, meta) });
  return {
    register() {},
    onRequestError: (error, request, context) =>
      new Promise((done) => tell({ error, meta: where(context) }, undefined, { waitUntil: (sent) => done(sent) })),
  };
};
