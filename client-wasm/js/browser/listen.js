// The module's hooks in the page beside those of the loader (`loader.js`): the end of the page's
// life, that its network is back, and how many frames a stack has.

import { HIDDEN, PAGE_HIDE, PAGE_SHOW, WAKE } from '../codes.js';

/** Frames of a stack in Chromium, where the page said nothing else. */
const DEFAULT_FRAMES = 10;
/** What is asked for in their place: enough to leave a framework and get to the page's own code. It is
 *  a number that no page would choose, so that only ours is taken back. */
const FRAMES = 51;

/** @param {{ told: (code: number) => void, hook?: () => void }} page `hook` adds what is no longer there
 *  @returns {() => void} takes every hook out again */
export function listen(page) {
  const { told } = page;
  const { addEventListener, document, removeEventListener } = globalThis;
  const listeners = {
    online: () => told(WAKE),
    visibilitychange: () => document.visibilityState === 'hidden' && told(HIDDEN),
    pagehide: () => told(PAGE_HIDE),
    pageshow: () => told(PAGE_SHOW),
  };
  const each = (how, from, to) => {
    for (const type of Object.keys(listeners)) how(type, listeners[type], true);
    try {
      if (Error.stackTraceLimit === from) Error.stackTraceLimit = to;
    } catch {
      // A page may have frozen what all errors have in common.
    }
  };
  (page.hook = () => each(addEventListener, DEFAULT_FRAMES, FRAMES))();
  return () => {
    page.hook = undefined;
    each(removeEventListener, FRAMES, DEFAULT_FRAMES);
  };
}
