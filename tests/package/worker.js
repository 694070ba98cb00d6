// A page that starts a worker, and is watched itself.
import { setup } from 'corncrake';

import { endpoint } from './endpoint.js';

setup(endpoint, { load: 'eager' });
new Worker(new URL('./dedicated.js', import.meta.url), { type: 'module' }).postMessage(endpoint);
