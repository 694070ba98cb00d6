// An address as a pattern: host, where it is another one, and path, with `[id]` for each part that is
// no word. The collector does the same (`core/src/breadcrumbs/address.rs`); a test compares them.

/** Parts of a path that are kept. */
const PARTS = 8;
/** A part that is a word of the site: letters, perhaps with one digit behind them, or a version. */
export const WORD = /^(?=.{0,32}$)(?:v\d\d?|[a-z_.~-]*|[a-z_.~-]*[a-z]\d)$/i;
/** Addresses that hold their content themselves, of which only the scheme stays. */
const OPAQUE = /^(?:data|blob|about|javascript|file|mailto|tel|sms):/i;

const { URL } = globalThis;

/** The pattern of an address, as text or a URL; undefined where it is none. */
export function pattern(address) {
  const url = new URL(address, globalThis.document?.baseURI ?? globalThis.location?.href);
  if (OPAQUE.test(url.protocol)) return url.protocol;
  const [, ...all] = url.pathname.split('/');
  const parts = all.slice(0, PARTS).map((part) => (WORD.test(part) ? part : '[id]'));
  if (all.length > PARTS) parts.push('[cut]');
  return `${url.host === globalThis.location?.host ? '' : url.host}/${parts.join('/')}`;
}
