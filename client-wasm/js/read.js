// JavaScript's own operations on values that somebody else made, each of them caught: a
// value of the page may be a Proxy whose every trap throws. They are taken once, when the
// module loads, and nothing copies more than it was asked for.

const { get, apply } = Reflect;
const { keys } = Object;
const { isArray } = Array;
const { slice } = String.prototype;
const { isFinite } = Number;
const toText = String;

/** The member of this name; undefined where there is none, or where reading it throws. */
export const member = (of, name) => {
  try {
    return get(of, name);
  } catch {}
};

/** What `typeof` says, by its first letter, with l for an array, d for null, and i for a
 *  number that JSON can write. */
export const kind = (value) => {
  try {
    ...
  } catch {}
};
