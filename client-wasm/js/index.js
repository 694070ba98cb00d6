// The npm package: import { setup, sendEvent, ping, consent, meta } from 'corncrake'

import { early } from './early.js';

export const { consent, meta, ping, sendEvent, setup } = early(() => import('./corncrake_client.js'));
