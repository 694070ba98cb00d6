// The module's hooks in the page beside those of the stub (`loader.js`): the end of the page's
// life, and that its network is back.

/** What the module is told (`src/client.rs`). */
const WOKEN = 8;
const HIDDEN = 9;
const LEFT = 10;
const BACK = 11;

/** @param {{ told: (code: number) => void }} page
 *  @returns {() => void} takes every hook out again */
export function listen({ told }) {
  const { addEventListener, document, removeEventListener } = globalThis;
  const listeners = {
    online: () => told(WOKEN),
    visibilitychange: () => document.visibilityState === 'hidden' && told(HIDDEN),
    pagehide: () => told(LEFT),
    pageshow: () => told(BACK),
  };
  const each = (how) => {
    for (const type of Object.keys(listeners)) how(type, listeners[type], true);
  };
  each(addEventListener);
  return () => each(removeEventListener);
}
