// The hooks in a Node process: uncaught errors and rejections, and console.error if asked.
//
// A listener of `uncaughtException` would keep the process alive; a monitor only looks.

import { CONSOLE_ERROR, ERROR, REJECTION } from '../codes.js';
import { last } from './flush.js';
import { wantsConsole } from './page.js';
import { followRejections, reasonOf } from './rejections.js';

/** The real one, which no test's clock has replaced. */
const { nextTick } = process;

/** @param {{ told: (code: number, number: number, value: unknown, extra?: string) => void }} page
 *    receives reports in the shapes that a page's events have
 *  @returns {() => void} takes every hook out again */
export function listen({ told }) {
  let rejected;
  const pending = [];
  const flush = () => {
    for (const reason of pending.splice(0)) {
      rejected = { reason };
      told(REJECTION, 0, rejected);
    }
  };
  // Not yet: once the stack of an error was read, V8 no longer knows the line that Node prints
  // where this rejection ends the process.
  const onRejection = (reason) => {
    if (pending.push(reason) === 1) nextTick(flush);
  };
  const onExit = () => {
    flush();
    last();
  };
  const onUncaught = (error, origin) => {
    flush();
    if (origin !== 'unhandledRejection') told(ERROR, 0, { error, message: textOf(error) });
    // Mostly its reason was reported a moment ago.
    else if (!rejected || !isOf(error, rejected.reason)) told(REJECTION, 0, { reason: reasonOf(error) });
    rejected = undefined;
    const dies =
      process.listenerCount('uncaughtException') === 0 && !process.hasUncaughtExceptionCaptureCallback();
    if (dies) last();
  };

  const original = wantsConsole() && console.error;
  /** @this {unknown} */
  function error(...args) {
    try {
      told(CONSOLE_ERROR, 0, args, new Error().stack?.replace?.(/^(Error\n)?.*\n?/, ''));
    } catch {
      // At the end of the stack nothing more can be reported.
    }
    return original.apply(this, args);
  }

  process.on('uncaughtExceptionMonitor', onUncaught).on('exit', onExit);
  const unfollow = followRejections(onRejection);
  if (original) console.error = error;

  return () => {
    told = () => {};
    process.off('uncaughtExceptionMonitor', onUncaught).off('exit', onExit);
    unfollow();
    if (original && console.error === error) console.error = original;
  };
}

/** Whether an exception is the one that Node makes of a rejection. */
const isOf = (error, reason) => error === reason || error?.code === 'ERR_UNHANDLED_REJECTION';

/** The message of a page's event for a thrown value that is no error. */
const textOf = (thrown) => (Object(thrown) === thrown ? '' : String(thrown));
