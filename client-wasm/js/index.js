// The npm package: import { setup, sendEvent, ping, meta } from 'corncrake'

import { early } from './early.js';

export const { setup, sendEvent, ping, meta } = early(() => import('./corncrake_client.js'));
