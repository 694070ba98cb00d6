// Observes a function of the page without changing what it does.
//
// The function is replaced by a Proxy of itself: name, length, text, prototype and members are those
// of the original, and so are `this`, what it returns and what it throws. Its call stands on stacks as
// a frame of a function with a name of its own, by which the collector knows that it is nobody's code
// (`core/src/stack/in_app.rs`).

const { apply } = Reflect;
const { defineProperty, getOwnPropertyDescriptor } = Object;

/** @param {(self: any, args: any[]) => any} before looks at a call; what it gives goes on to `after`
 *  @param {(result: any, seen: any, args: any[]) => any} after gives what the call returns. It is called
 *    from no frame of ours but the observer's, as the original is.
 *  @returns {() => void} puts the original back, or, where somebody wrapped ours since, is silent */
export function wrap(owner, name, before, after) {
  const descriptor = owner && getOwnPropertyDescriptor(owner, name);
  const original = descriptor?.value;
  // What the page froze, or made a getter of, stays as it is.
  if (typeof original !== 'function' || !descriptor.writable || !descriptor.configurable) return () => {};
  let isOn = true;
  const { corncrakeObserver } = {
    corncrakeObserver(target, self, args) {
      let seen;
      if (isOn) quietly(() => (seen = before(self, args)));
      const result = apply(target, self, args);
      return isOn ? after(result, seen, args) : result;
    },
  };
  const value = new Proxy(original, { apply: corncrakeObserver });
  defineProperty(owner, name, { ...descriptor, value });
  return () => {
    isOn = false;
    const current = getOwnPropertyDescriptor(owner, name);
    if (current?.value === value) defineProperty(owner, name, { ...current, value: original });
  };
}

/** Adds a breadcrumb, whatever reading it throws. */
export function quietly(act) {
  try {
    act();
  } catch {
    // Values of the page may throw when they are read.
  }
}
