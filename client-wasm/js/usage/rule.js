// What may be counted: names, keys and values that are words, so that no text of a person is one. The
// collector has the same rule (`core/src/wire/usage.rs`).

import { isWord, WORDS } from '../counted/word.js';

/** Keys of one use. */
const MOST_KEYS = 4;

const { entries } = Object;

/** A use as it is sent, or in words why it is none. The words never repeat what was given.
 *  @returns {{ use?: { name: string, values?: Record<string, string> }, reason?: string }} */
export function read(name, given) {
  if (!isWord(name)) return { reason: `the name ${WORDS}` };
  if (given == null) return { use: { name } };
  if (typeof given !== 'object') return { reason: 'the values must be an object of keys and words' };
  const all = entries(given);
  if (all.length > MOST_KEYS) return { reason: `there must be at most ${MOST_KEYS} keys` };
  /** @type {Record<string, string>} */
  const values = {};
  for (const [key, value] of all) {
    const text = typeof value === 'boolean' ? `${value}` : value;
    if (!isWord(key)) return { reason: `a key ${WORDS}` };
    if (!isWord(text)) return { reason: `a value ${WORDS}, or be true or false` };
    values[key] = text;
  }
  return { use: all.length ? { name, values } : { name } };
}
