// The code of a page, and the words that its events carry. The collector has the same
// (`core/src/receipt`): a receipt that is found shows that they agree (`tests/e2e/client/receipt.rs`).

import { sha256 } from '@noble/hashes/sha2.js';

/** Crockford's base 32: no letter that is taken for another. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Letters for four bits each, which no scrubber takes for a secret. */
const LETTERS = 'bdfghklmnqrtvwyz';
/** Digits of the prefix, which is the project's. */
const PREFIX = 4;
/** Random digits, of five bits each. */
const RANDOM = 16;
/** Bytes of a hash that an event carries. */
const HASH = 16;

/** The bytes of a text in ASCII. */
const hash = (text) => sha256(Uint8Array.from(text, (one) => one.charCodeAt(0)));

const digits = (bytes) => Array.from(bytes, (byte) => ALPHABET[byte % 32]).join('');

/** A code that no other page has, without hyphens. */
export const newCode = (key) =>
  digits(hash(`corncrake receipts of ${key}`).subarray(0, PREFIX)) +
  digits(crypto.getRandomValues(new Uint8Array(RANDOM)));

/** A code as people read it. */
export const grouped = (code) => code.replace(/.{4}(?=.)/g, '$&-');

/** What the event of a number carries. */
export const words = (code, number) => {
  const bytes = hash(`corncrake receipt ${code} ${number}`).subarray(0, HASH);
  const letters = Array.from(bytes, (byte) => LETTERS[byte >> 4] + LETTERS[byte & 15]).join('');
  return letters.replace(/.{4}(?=.)/g, '$& ');
};
