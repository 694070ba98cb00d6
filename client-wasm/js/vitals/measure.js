/*! Has the library web-vitals inside: Copyright Google LLC, Apache License 2.0 (LICENSE-web-vitals),
https://github.com/GoogleChrome/web-vitals */
// What the browser measures of a page, by the library web-vitals: how soon its main content is there (LCP),
// how soon it answers (INP), how much it jumps (CLS), and how soon its first byte came (TTFB).
//
// The library has no way back: it observes from the moment at which it may, and what it tells later is
// dropped where it no longer may.

import { onCLS, onINP, onLCP, onTTFB } from 'web-vitals';

/** Starts, and gives each value once it is final, which most are when the page is hidden. In what is rendered
 *  ahead the library waits until somebody sees it. */
export function measure(tell) {
  // What an engine of before 2022 lacks, the library would miss in the midst of the page's own work; and what a
  // page has replaced may throw there.
  if (!Array.prototype.at || !/native code/.test(`${Array.prototype.push}`)) return;
  const latest = new Map();
  onTTFB(({ value }) => tell('ttfb', value));
  // By itself it would leave out the last input before the page is hidden, such as the click of a link, if
  // it had no idle moment since.
  for (const on of [onLCP, onINP, onCLS])
    on(({ name, value }) => latest.set(name.toLowerCase(), value), { reportAllChanges: true });
  const tellAll = () => {
    if (document.visibilityState !== 'hidden') return;
    for (const [name, value] of latest) tell(name, value);
    latest.clear();
  };
  // The library listens at the window, so before this; what was told is sent after this.
  document.addEventListener('visibilitychange', tellAll, true);
}

/** The address with which the page was loaded: it may have gone to others by itself since. */
export function loaded() {
  const [entry] = performance.getEntriesByType('navigation');
  // Old engines have a word there.
  return /^http/.test(entry?.name) ? entry.name : location.href;
}
