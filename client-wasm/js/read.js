// JavaScript's own operations on values that somebody else made, each of them caught: a
// value of the page may be a Proxy whose every trap throws. They are taken once, when the
// module loads, and none copies more than it was asked for. What a page is likely to replace
// is not used: Reflect, and the methods of arrays that old libraries bring along.

const { create, getOwnPropertyDescriptors, keys } = Object;
const { propertyIsEnumerable } = Object.prototype;
const { isArray } = Array;
const toText = String;

/** Where a text that is too long may be cut: half of an address is nothing that scrubbing
 *  would know. */
const BETWEEN_WORDS = ' \n,"';

/** What has a text of its own. */
const PRIMITIVES = { __proto__: null, string: 1, number: 1, bigint: 1, symbol: 1 };

const caught = (read) => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

/** The member of this name; undefined where there is none, or where reading it throws. */
export const member = (of, name) => (kind(of) > 5 ? caught(() => of[name]) : undefined);

/** Whether a member is there, and is neither empty nor zero. */
export const has = (of, name) => !!member(of, name);

/** Whether it is an error, of whichever frame's class: it has a message that is not data, or
 *  a stack. A DOMException has no stack everywhere. */
export const isError = (value) =>
  !!caught(
    () =>
      typeof member(value, 'message') === 'string' &&
      (member(value, 'stack') || !propertyIsEnumerable.call(value, 'message')),
  );

/** Errors that the site's own code sent. */
const sent = new WeakSet();

/** Whether the site's own code sent this error before; and that it does now. */
export const isSent = (value, now) => !!caught(() => (now ? sent.add(value) && false : sent.has(value)));

/** A member that is a whole number; else 0. */
export const number = (of, name) => caught(() => member(of, name) >>> 0) ?? 0;

/** A primitive that has a text of its own, as text of at most so many UTF-16 units. */
export const text = (value, most) =>
  caught(() => {
    if (!PRIMITIVES[typeof value]) return undefined;
    const whole = toText(value);
    if (whole.length <= most) return whole;
    const cut = whole.slice(0, most);
    let end = 0;
    for (const between of BETWEEN_WORDS) {
      const at = cut.lastIndexOf(between);
      if (at > end) end = at;
    }
    return end ? cut.slice(0, end) : cut;
  });

export const textMember = (of, name, most) => text(member(of, name), most);

/** What JSON would make of a value: 0 nothing, 1 null, 2 false, 3 true, 4 a number,
 *  5 a string, 6 an array, 7 an object; and 8 a function. */
export const kind = (value) => {
  switch (typeof value) {
    case 'boolean':
      return value ? 3 : 2;
    case 'number':
      return value - value === 0 ? 4 : 5;
    case 'string':
    case 'bigint':
      return 5;
    case 'object':
      return value === null ? 1 : caught(() => isArray(value)) ? 6 : 7;
    case 'function':
      return 8;
  }
  return 0;
};

/** What an error has to tell: nothing of it shows among the names of its members. */
const OF_ERROR = ['name', 'message', 'stack', 'cause', 'errors'];

/** The indexes of an array or the names of an object's own members, at most so many;
 *  undefined where they cannot be read. */
export const names = (of, most) =>
  isError(of)
    ? OF_ERROR
    : caught(() => (isArray(of) ? [...Array(Math.min(of.length, most)).keys()] : keys(of).slice(0, most)));

/** What an object says that it is in JSON, as a Date or a URL does; else itself. */
export const plain = (value) => caught(() => (typeof value.toJSON === 'function' ? value.toJSON() : value));

/** The members of both, of which the second's win. No getter is called yet. */
export const merged = (of, and) => caught(() => create(null, { ...members(of), ...members(and) })) ?? of;

const members = (value) =>
  value === undefined || value === null
    ? {}
    : getOwnPropertyDescriptors(typeof value === 'object' ? value : { value });
