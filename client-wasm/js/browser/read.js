// JavaScript's own operations on values that somebody else made, each of them caught: a
// value of the page may be a Proxy whose every trap throws. They are taken once, when the
// module loads, and none copies more than it was asked for. What a page is likely to replace
// is not used: Reflect, and the methods of arrays that old libraries bring along.

import { FALSE, FUNCTION, LIST, MEMBERS, NULL, NUMBER, OBJECT, TEXT, TRUE } from '../codes.js';

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
export const member = (of, name) => (kind(of) > TEXT ? caught(() => of[name]) : undefined);

/** Whether it is an error, of whichever frame's class: it has a message that is not data, or
 *  a stack. A DOMException has no stack everywhere. */
export const isError = (value) =>
  !!caught(
    () =>
      typeof member(value, 'message') === 'string' &&
      (member(value, 'stack') || !propertyIsEnumerable.call(value, 'message')),
  );

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

/** The parts of a fingerprint, a line for each, as many as `core/src/wire/limits.rs` allows. */
export const fingerprint = (of) => caught(() => text(of.fingerprint.slice(0, 8).join('\n'), 1_031));

/** An error's stack, of which neither a long header nor the text of a script in an address may
 *  take the room. The header is not always the message: that may have changed since. */
export const stack = (error, most) => {
  const whole = member(error, 'stack');
  const short = caught(() =>
    whole
      .replace(HEADER, (header) => text(header, most >> 1))
      .split('\n')
      .map((line) => {
        const at = line.indexOf('data:');
        return at < 0 || line.length < LONG_LINE ? line : line.slice(0, at) + 'data:[cut]' + (PLACE.exec(line) ?? '');
      })
      .join('\n'),
  );
  return text(short ?? whole, most);
};

/** What stands before the first frame; engines other than Chromium's begin with that. */
const HEADER = /^[^]*?(?=\n +at )/;
/** The member whose name stands at an index, for a walk through a value; the errors behind an error
 *  have shorter stacks. */
export const walked = (of, names, index) =>
  (names[index] === 'stack' && stack(of, INNER_STACK)) || member(of, names[index]);

/** Characters of a stack in a walk. */
const INNER_STACK = 4_096;
/** Characters of a line of a stack that is left as it is. */
const LONG_LINE = 200;
/** Where a frame ends. */
const PLACE = /:\d+:\d+\)?$/;

/** What `console.error` was called with: the first error, and how many pieces stand before it; then
 *  the pieces that make its line one behind the other, the words of a format and the values that
 *  belong there. */
export const logged = (args) =>
  caught(() => {
    let [words, ...rest] = args;
    const all = [];
    if (typeof words === 'string' && rest.length) {
      words.split(/(%[%sdifoOjc])/).forEach((piece, at) => {
        if (at % 2 === 0 || !rest.length) all.push(piece);
        else if (piece === '%%') all.push('%');
        else if (piece === '%c') rest.shift();
        else all.push(rest.shift());
      });
    } else if (args.length) all.push(words);
    for (const value of rest) all.push(' ', value);
    const at = all.findIndex(isError);
    return [all[at], at, ...all];
  }) ?? [, , ...args];

/** The words before an error, as `meta`; empty ones are none. */
export const said = (words) => words && { console: words };

/** Where an element loads from. An address that holds its content itself has no end that
 *  scrubbing could know: only its kind is kept. */
export const address = (of, most) => {
  for (const name of ['currentSrc', 'src', 'href', 'data']) {
    // An element of SVG has an object in the text's place.
    const url = textMember(of, name, most) ?? textMember(member(of, name), 'baseVal', most);
    if (url) return url.replace(/^(data|blob|javascript):[^]*/, '$1:[cut]');
  }
};

/** The text of an object that is better named than walked through. */
export const named = (of, most) => {
  const told = (name) => textMember(of, name, most) ?? '';
  if (member(of, 'byteLength')) return '[binary]';
  if (member(of, 'nodeType')) return `<${told('nodeName')}>`;
  // A promise is often rejected with the event of a failure.
  const target = member(of, 'target');
  const on = textMember(target, 'localName', KIND);
  if (!on) return undefined;
  const more = address(target, most) || told('detail');
  return `${told('type')} event on ${on}${more && ': '}${more}`;
};

/** Characters of an element's kind. */
const KIND = 64;

/** What JSON would make of a value: a kind of `codes.js`, 0 where it leaves the value out. */
export const kind = (value) => {
  switch (typeof value) {
    case 'boolean':
      return value ? TRUE : FALSE;
    case 'number':
      return value - value === 0 ? NUMBER : TEXT;
    case 'string':
    case 'bigint':
      return TEXT;
    case 'object':
      return value === null ? NULL : caught(() => isArray(value)) ? LIST : OBJECT;
    case 'function':
      return FUNCTION;
  }
  return 0;
};

/** Members of an error, none of which shows among the names of its own. */
const OF_ERROR = ['name', 'message', 'stack', 'cause', 'errors'];

/** Members of the browser's objects, none of which is their own. */
const OF_BROWSER = ['type', 'status', 'statusText', 'url', 'responseURL', 'code', 'reason', 'detail'];

/** The indexes of an array or the names of an object's members, at most so many; undefined
 *  where they cannot be read. */
export const names = (of, most) =>
  isError(of)
    ? OF_ERROR
    : caught(() => {
        if (isArray(of)) return [...Array(Math.min(of.length, most)).keys()];
        const own = keys(of).slice(0, most);
        // An event has one member of its own: that it is trusted.
        return own.length && own[0] !== 'isTrusted' ? own : OF_BROWSER.filter((name) => name in of);
      });

/** An object's own JSON form, as a Date or a URL has it, or its content, as of a Map; else itself. */
export const plain = (value) =>
  caught(() =>
    typeof value.toJSON === 'function' ? value.toJSON() : value.size && value.forEach ? listed(value) : value,
  );

/** Values of a Map or a Set that are read. */
const LISTED = MEMBERS + 1;

const listed = (of) => {
  /** @type {[any, unknown[]]} */
  const [map, list] = [create(null), []];
  for (const item of of) {
    // By its name, so that scrubbing knows what it is.
    if (of.get) map[item[0]] = item[1];
    if (list.push(item) >= LISTED) break;
  }
  return of.get ? map : list;
};

/** The members of both, of which the second's win. No getter is called yet. */
export const merged = (of, and) => caught(() => create(null, { ...members(of), ...members(and) })) ?? of;

const members = (value) =>
  value === undefined || value === null
    ? {}
    : getOwnPropertyDescriptors(typeof value === 'object' ? value : { value });
