// Rejections that nobody handled, in every mode of `--unhandled-rejections`, and without a
// listener, which would change what Node does: one alone stops it from ending the process
// ("throw") and from setting its exit code ("warn-with-error-code").
//
// Node emits each rejection, whether or not somebody listens, and looks at what comes back. So
// ours stands around `emit`, sees it with its reason, and gives back what the real one does.

const NAME = 'unhandledRejection';

/** @param {(reason: unknown) => void} tell
 *  @returns {() => void} stops */
export function followRejections(tell) {
  const original = process.emit;
  let isOn = true;
  /** @this {unknown} */
  function emit(name, reason) {
    if (isOn && name === NAME) {
      try {
        tell(reason);
      } catch {
        // What is wrong with ours is not the application's.
      }
    }
    return Reflect.apply(original, this, arguments);
  }
  const had = Object.getOwnPropertyDescriptor(process, 'emit');
  Object.defineProperty(process, 'emit', { value: emit, configurable: true, writable: true, enumerable: false });
  return () => {
    isOn = false;
    // Somebody may have wrapped ours since: theirs stays, and ours is silent.
    if (process.emit !== emit) return;
    if (had) Object.defineProperty(process, 'emit', had);
    else delete /** @type {any} */ (process).emit;
  };
}

/** What was rejected, of the error that Node makes where it is none: `strict` gives nothing
 *  else, and ends the process before it emits the rejection. */
export function reasonOf(error) {
  if (error?.code !== 'ERR_UNHANDLED_REJECTION') return error;
  const [, text] = /with the reason "([^]*)"\.$/.exec(error.message) ?? [];
  return text ?? error;
}
