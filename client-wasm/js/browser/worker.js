// For workers: import { setup, sendEvent, ping, consent, meta } from 'corncrake/worker'
//
// One file, and nothing is imported later: a service worker may not do that, and one that is
// offline could not. It carries the module as JavaScript, since a worker's policy often refuses
// WebAssembly, and that of an extension's background always. The same file is
// `corncrake/inline`, for pages that want one file too, and what CommonJS gets.

import { start } from './fallback.js';
import { entry } from '../loader/setup.js';
import { taker } from '../loader/hand-off.js';

const begin = taker(() => start);

export const { consent, meta, ping, sendEvent, setup } = entry(async () => ({ begin }));
