// The hooks in the page: two listeners and the wrapped console.error. The stub and the
// module both listen through this file, so that nothing is hooked in two ways.

/** Calls that must still fit on the stack: many times what the module itself needs. */
const ROOM = 1_000;

/** Throws where the page's stack is all but used up. A call of the module that is cut off in
 *  the middle would leave its memory half-changed, and then it could do nothing more. */
export const room = (calls = ROOM) => (calls > 0 ? 1 + room(calls - 1) : 0);

/** @param {boolean} consoleErrors whether calls of console.error are told as well
 *  @param {(type: 1 | 2 | 3, value: unknown, extra?: string) => void} sink is told of an
 *    error event, a rejection event, or a call's arguments and the stack of its caller
 *  @returns {() => void} takes every hook out again */
export function listen(consoleErrors, sink) {
  const tell = (type, value, here) => {
    try {
      room();
      // Without the line of the function that made it, and the header before that.
      sink?.(type, value, here?.stack?.replace?.(/^(Error\n)?.*\n?/, ''));
    } catch {
      // Nothing of ours may come between the page and what it does.
    }
  };
  const onError = (event) => tell(1, event);
  const onRejection = (event) => tell(2, event);
  const { console } = globalThis;
  const original = consoleErrors && console.error;
  function error(...args) {
    if (sink) tell(3, args, new Error());
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

  // In the capture phase: of what failed to load, nothing else is told.
  addEventListener('error', onError, true);
  addEventListener('unhandledrejection', onRejection, true);
  setConsole(original, error);

  return () => {
    sink = undefined;
    removeEventListener('error', onError, true);
    removeEventListener('unhandledrejection', onRejection, true);
    setConsole(error, original);
  };
}
