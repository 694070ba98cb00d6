// What listen.js is in a page, for Node: what nothing caught, and console.error if asked.
//
// A listener of `uncaughtException` would keep the process alive; a monitor only looks.

import { room } from './listen.js';
import { followRejections } from './node-rejections.js';
import { deliver } from './node-send.js';

/** @param {boolean} consoleErrors whether calls of console.error are told as well
 *  @param {(type: 1 | 2 | 3, value: unknown, extra?: string) => void} sink is told in the
 *    shapes that a page's events have
 *  @returns {() => void} takes every hook out again */
export function listen(consoleErrors, sink) {
  const tell = (...what) => {
    try {
      room();
      sink?.(...what);
    } catch {}
  };
  // Applications often throw in a listener of rejections: that is the same error once more.
  const told = new WeakSet();
  const isTold = (error) => Object(error) === error && (told.has(error) || !told.add(error));

  const onRejection = (reason) => {
    if (!isTold(reason)) tell(2, { reason });
  };
  const onUncaught = (error, origin) => {
    if (origin === 'unhandledRejection') onRejection(error);
    else if (!isTold(error)) tell(1, { error, message: typeof error === 'symbol' ? '' : `${error ?? typeof error}` });
    const dies =
      process.listenerCount('uncaughtException') === 0 && !process.hasUncaughtExceptionCaptureCallback();
    if (dies) deliver();
  };

  const original = consoleErrors && console.error;
  function error(...args) {
    tell(3, args, new Error().stack?.replace?.(/^(Error\n)?.*\n?/, ''));
    return original.apply(this, args);
  }

  process.on('uncaughtExceptionMonitor', onUncaught);
  const unfollow = followRejections(onRejection);
  if (original) console.error = error;

  return () => {
    sink = undefined;
    process.off('uncaughtExceptionMonitor', onUncaught);
    unfollow();
    if (original && console.error === error) console.error = original;
  };
}
