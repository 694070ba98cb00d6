// A page as the pattern of its path: `:id` for each part that is no word, and neither host nor query nor
// fragment. Breadcrumbs have the same idea of a word.

import { WORD } from '../breadcrumbs/address.js';

/** Parts that are kept: with the longest words they make fewer than the 200 characters that the collector takes. */
const PARTS = 6;

const { URL } = globalThis;

/** The pattern of an address. */
export function pattern(address) {
  const { protocol, pathname } = new URL(address);
  // The others have no path, or one on the visitor's own disk.
  const parts = /^http/.test(protocol) ? pathname.split('/').filter(Boolean) : [];
  return '/' + parts.slice(0, PARTS).map((part) => (WORD.test(part) ? part : ':id')).join('/');
}
