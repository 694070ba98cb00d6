// The buckets of times: what is sent of a time is the number of its bucket, and never the time. A test
// compares them with the collector's (`core/tests/vitals_buckets.txt`).

/** The largest value of each bucket but the last, which has no end. The second and the fourth are the limits
 *  of "good" and "poor" (https://web.dev/articles/vitals); the first is half a good one, the third between
 *  them, the last twice a poor one. Milliseconds; `cls` has no unit. */
const OF_BROWSER = new Map([
  ['lcp', [1_250, 2_500, 3_250, 4_000, 8_000]],
  ['inp', [100, 200, 350, 500, 1_000]],
  ['cls', [0.05, 0.1, 0.175, 0.25, 0.5]],
  ['ttfb', [400, 800, 1_300, 1_800, 3_600]],
]);
/** Those of a site's own times: up to 0.1 s it is at once, after 1 s a thought is interrupted, after 10 s
 *  attention is lost (https://www.nngroup.com/articles/response-times-3-important-limits/). */
const OWN = [100, 1_000, 3_000, 10_000, 30_000];

/** Whether a name is that of a time which the browser measures. */
export const isOfBrowser = (name) => OF_BROWSER.has(name);

/** The number of the bucket of a value, from 0. */
export const bucket = (name, value) => (OF_BROWSER.get(name) ?? OWN).filter((edge) => value > edge).length;
