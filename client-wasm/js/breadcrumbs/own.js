// Breadcrumbs that the site makes itself: a word, and data of one level.

import { cut } from './text.js';

const { entries } = Object;

/** Members of the data. */
const MEMBERS = 8;
/** Characters of a kind or of a member's name. */
const WORD_CHARS = 32;

/** A kind: a word of the site's code; undefined where it is none. */
export const word = (kind) => {
  const text = typeof kind === 'string' ? kind.slice(0, WORD_CHARS).trim() : '';
  return /^[a-z][\w.:/ -]*$/i.test(text) ? text : undefined;
};

/** The plain values of an object, as they are now. */
export const flat = (data) => {
  if (data === null || typeof data !== 'object') return data === undefined ? undefined : { value: plain(data) };
  const plainOnes = entries(data)
    .map(([name, value]) => [name.slice(0, WORD_CHARS), plain(value)])
    .filter(([, value]) => value !== undefined);
  return plainOnes.length ? Object.fromEntries(plainOnes.slice(0, MEMBERS)) : undefined;
};

const plain = (value) => {
  if (typeof value === 'string') return cut(value);
  return value === null || /^(?:number|boolean)$/.test(typeof value) ? value : undefined;
};
