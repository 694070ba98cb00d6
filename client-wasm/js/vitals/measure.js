/*! Has the library web-vitals inside: Copyright Google LLC, Apache License 2.0 (LICENSE-web-vitals),
https://github.com/GoogleChrome/web-vitals */
// What the browser measures of a page, by the library web-vitals: how soon its main content is there (LCP),
// how soon it answers (INP), how much it jumps (CLS), and how soon its first byte came (TTFB).
//
// The library has no way back: it observes from the moment at which it may, and what it tells later is
// dropped where it no longer may.

import { onCLS, onINP, onLCP, onTTFB } from 'web-vitals';

/** Starts, and gives each value once it is final: as soon as it is known, or when the page is hidden. In
 *  what is rendered ahead the library waits until somebody sees it. */
export function measure(tell) {
  // What an engine of before 2022 lacks, the library would miss in the midst of the page's own work.
  if (!Array.prototype.at) return;
  for (const on of [onTTFB, onLCP, onINP, onCLS]) on(({ name, value }) => tell(name.toLowerCase(), value));
}

/** The address with which the page was loaded: it may have gone to others by itself since. */
export function loaded() {
  const [entry] = performance.getEntriesByType('navigation');
  // Old engines have a word there.
  return /^http/.test(entry?.name) ? entry.name : location.href;
}
