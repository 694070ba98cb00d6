// The npm package: import { setup, sendEvent, ping, consent, meta } from 'corncrake'

import { entry } from './setup.js';

export const { consent, meta, ping, sendEvent, setup } = entry(() => import('./client.js'));
