// What listen.js is in a page, for Node: what nothing caught, and console.error if asked.
//
// A listener of `uncaughtException` would keep the process alive; a monitor only looks.

import { last } from './node-last.js';
import { followRejections } from './node-rejections.js';

/** What the module is told (`src/client.rs`). */
const ERROR = 1;
const REJECTION = 2;
const CONSOLE = 3;

/** @param {boolean} consoleErrors whether calls of console.error are told as well
 *  @param {{ told: (code: number, number: number, value: unknown, extra?: string) => void }} page
 *    is told in the shapes that a page's events have
 *  @returns {() => void} takes every hook out again */
export function listen(consoleErrors, { told }) {
  // Applications often throw in a listener of rejections: that is the same error once more.
  const known = new WeakSet();
  const isKnown = (error) => Object(error) === error && (known.has(error) || !known.add(error));

  const onRejection = (reason) => {
    if (!isKnown(reason)) told(REJECTION, 0, { reason });
  };
  const onUncaught = (error, origin) => {
    if (origin === 'unhandledRejection') onRejection(error);
    else if (!isKnown(error)) told(ERROR, 0, { error, message: textOf(error) });
    const dies =
      process.listenerCount('uncaughtException') === 0 && !process.hasUncaughtExceptionCaptureCallback();
    if (dies) last();
  };

  const original = consoleErrors && console.error;
  function error(...args) {
    try {
      told(CONSOLE, 0, args, new Error().stack?.replace?.(/^(Error\n)?.*\n?/, ''));
    } catch {
      // At the end of the stack nothing more can be told.
    }
    return original.apply(this, args);
  }

  process.on('uncaughtExceptionMonitor', onUncaught).on('exit', last);
  const unfollow = followRejections(onRejection);
  if (original) console.error = error;

  return () => {
    told = () => {};
    process.off('uncaughtExceptionMonitor', onUncaught).off('exit', last);
    unfollow();
    if (original && console.error === error) console.error = original;
  };
}

/** What a page's event would say of something thrown that is no error. */
const textOf = (thrown) => (Object(thrown) === thrown ? '' : String(thrown));
