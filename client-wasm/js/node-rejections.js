// Rejections that nobody handled, in every mode of `--unhandled-rejections`, and without a
// listener where one would change what Node does.
//
// A listener alone stops Node from ending the process ("throw") and from setting its exit
// code ("warn-with-error-code"). So there ours only joins the application's own, and goes
// with it. Where there is none, a monitor hears of the exception that Node makes of it.

const NAME = 'unhandledRejection';

/** The mode that this process was started with; the last word counts. */
export function mode(args = process.execArgv, { NODE_OPTIONS = '' } = process.env) {
  const words = [...NODE_OPTIONS.split(/\s+/), ...args].join(' ');
  return [...words.matchAll(/--unhandled-rejections[= ]([\w-]+)/g)].at(-1)?.[1] ?? 'throw';
}

/** @param {(reason: unknown) => void} tell
 *  @returns {() => void} stops */
export function followRejections(tell) {
  const is = mode();
  // Every rejection is an exception first.
  if (is === 'strict') return () => {};

  const own = (reason) => tell(reason);
  const join = () => {
    if (!process.listeners(NAME).includes(own)) process.prependListener(NAME, own);
  };
  const leave = () => process.off(NAME, own);
  if (is === 'warn' || is === 'none') {
    join();
    return leave;
  }

  const onNew = (name, listener) => {
    if (name === NAME && listener !== own) join();
  };
  const onGone = (name, listener) => {
    if (name === NAME && listener !== own && process.listenerCount(NAME) === 1) leave();
  };
  // Node's own words are all there is of a rejection that only sets the exit code.
  const onWarning = ({ name, message, stack }) => {
    if (name === 'UnhandledPromiseRejectionWarning' && message.includes('(rejection id:')) tell(told(message, stack));
  };
  if (process.listenerCount(NAME) > 0) join();
  process.on('newListener', onNew).on('removeListener', onGone);
  if (is === 'warn-with-error-code') process.on('warning', onWarning);
  return () => {
    process.off('newListener', onNew).off('removeListener', onGone).off('warning', onWarning);
    leave();
  };
}

/** The error that a warning is about: its stack begins with it. */
function told(message, stack) {
  const [, name, text] = /^(\w+)(?:: (.*))?/.exec(stack) ?? [];
  return { name, message: text ?? message, stack };
}
