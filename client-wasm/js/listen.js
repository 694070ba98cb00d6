// The module's hooks in the page: its errors, its console, and the end of its life. The stub's
// own listeners go when these come.

/** What the module is told (`src/client.rs`). */
const ERROR = 1;
const REJECTION = 2;
const CONSOLE = 3;
const WOKEN = 8;
const HIDDEN = 9;
const LEFT = 10;
const BACK = 11;
const SAME = 13;

/** @param {boolean} consoleErrors whether calls of console.error are told as well
 *  @param {{ told: (code: number, number?: number, value?: unknown, extra?: string) => void }} page
 *  @returns {() => void} takes every hook out again */
export function listen(consoleErrors, { told }) {
  const { addEventListener, console, document, removeEventListener } = globalThis;
  let last;
  const listeners = {
    // In the capture phase: of what failed to load, nothing else is told.
    error: (event) => {
      const { colno, filename, lineno, message } = event;
      // What fails without end mostly fails at one place: its stack need not be read each time.
      const place = message && `${message}\n${filename}:${lineno}:${colno}`;
      told(place && place === last ? SAME : ERROR, 0, event);
      last = place;
    },
    unhandledrejection: (event) => told(REJECTION, 0, event),
    online: () => told(WOKEN),
    visibilitychange: () => document.visibilityState === 'hidden' && told(HIDDEN),
    pagehide: () => told(LEFT),
    pageshow: () => told(BACK),
  };
  const original = consoleErrors && console.error;
  function error(...args) {
    let stack;
    try {
      // Without the line of this function, and the header before that.
      stack = new Error().stack?.replace?.(/^(Error\n)?.*\n?/, '');
    } catch {
      // The page may make stacks itself, by a function that throws.
    }
    try {
      told?.(CONSOLE, 0, args, stack);
    } catch {
      // At the end of the stack nothing more can be told.
    }
    return original.apply(this, args);
  }
  const setConsole = (is, to) => {
    try {
      // Somebody may have wrapped ours since. Theirs stays, and ours is silent.
      if (original && console.error === is) console.error = to;
    } catch {
      // A console may be frozen; then its calls are not told.
    }
  };
  const each = (how) => {
    for (const type of Object.keys(listeners)) how(type, listeners[type], true);
  };

  each(addEventListener);
  setConsole(original, error);
  return () => {
    told = undefined;
    each(removeEventListener);
    setConsole(error, original);
  };
}
