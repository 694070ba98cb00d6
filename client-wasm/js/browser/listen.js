// The module's hooks in the page beside those of the loader (`loader.js`): the end of the page's
// life, and that its network is back.

import { HIDDEN, PAGE_HIDE, PAGE_SHOW, WAKE } from '../codes.js';

/** @param {{ told: (code: number) => void }} page
 *  @returns {() => void} takes every hook out again */
export function listen({ told }) {
  const { addEventListener, document, removeEventListener } = globalThis;
  const listeners = {
    online: () => told(WAKE),
    visibilitychange: () => document.visibilityState === 'hidden' && told(HIDDEN),
    pagehide: () => told(PAGE_HIDE),
    pageshow: () => told(PAGE_SHOW),
  };
  const each = (how) => {
    for (const type of Object.keys(listeners)) how(type, listeners[type], true);
  };
  each(addEventListener);
  return () => each(removeEventListener);
}
