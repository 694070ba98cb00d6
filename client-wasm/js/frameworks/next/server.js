// For a server of Next.js: import { corncrake } from 'corncrake/next', in instrumentation. `register` watches
// the process, and `onRequestError` tells of a request its route's pattern, and neither address nor headers.

import { sendEvent, setup as watch } from 'corncrake/node';
import { where } from './where.js';

export { sendEvent, setup } from 'corncrake';

export const corncrake = (endpoint, options) => ({
  register: () => watch(endpoint, options),
  onRequestError: (error, request, context) => sendEvent(error, where(context)),
});
