// The hooks in the page: two listeners and the wrapped console.error. The stub and the
// module both listen through this file, so that nothing is hooked in two ways.

/** @param {boolean} consoleErrors whether calls of console.error are told as well
 *  @param {(type: 1 | 2 | 3, value: unknown, extra?: string) => void} sink is told of an
 *    error event, a rejection event, or a call's arguments and the stack of its caller
 *  @returns {() => void} takes every hook out again */
export function listen(consoleErrors, sink) {
  const onError = (event) => sink(1, event);
  const onRejection = (event) => sink(2, event);
  const { console } = globalThis;
  const original = consoleErrors && console.error;
  function error(...args) {
    try {
      // Without the line of this very function, and without the header before it.
      sink?.(3, args, new Error().stack.replace(/^(Error\n)?.*\n?/, ''));
    } catch {
      // The page's stack may be used up. Its call of console.error still has to work.
    }
    return original.apply(this, args);
  }

  // In the capture phase: of what failed to load, nothing else is told.
  addEventListener('error', onError, true);
  addEventListener('unhandledrejection', onRejection, true);
  if (original) console.error = error;

  return () => {
    sink = undefined;
    removeEventListener('error', onError, true);
    removeEventListener('unhandledrejection', onRejection, true);
    // Somebody may have wrapped ours since. Theirs stays, and ours is silent.
    if (console.error === error) console.error = original;
  };
}
