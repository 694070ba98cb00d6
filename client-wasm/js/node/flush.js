// Sends what still waits in the module at once: before a process ends, or on `flush`.

import { PAGE_HIDE, PAGE_SHOW } from '../codes.js';
import { deliver, posted } from './send.js';

/** What leaves a page at once is at most 60 kB; no queue is larger than so many times that. */
const ROUNDS = 10;

let told;

/** Sets the function that reports to the module. */
export const attached = (by) => (told = by);

/** Has the module send all that it holds. */
export function settle() {
  let before;
  for (let round = 0; told && round < ROUNDS && before !== posted(); round += 1) {
    before = posted();
    told(PAGE_HIDE);
    told(PAGE_SHOW);
  }
}

/** The same where nothing runs afterwards: it waits for the answers. */
export function last() {
  settle();
  deliver();
}
