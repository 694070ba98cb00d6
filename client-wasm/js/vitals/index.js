// The npm package's `corncrake/vitals`: how soon pages answer, as counts of coarse buckets, by pattern of the
// page and class of the device.
//
//   import { setup, time } from 'corncrake/vitals';
//   setup(endpoint, { release: '1.4.2' });
//   time('search', 340);
//
// It imports nothing of the client, and the client knows nothing of it. How it is sent, and when it is not,
// is `counted/gather.js`. No time leaves the page, only the number of its bucket. Nothing here throws into
// the page.

import { consent as decide, endpoint, gather, hint, known, note, obstacle, setup as start } from '../counted/gather.js';
import { isWord, WORDS } from '../counted/word.js';
import { bucket, isOfBrowser } from './buckets.js';
import { device } from './device.js';
import { loaded, measure } from './measure.js';
import { pattern } from './page.js';

gather('vitals', (release, timings) => ({ release, device: device(), timings }));

let isMeasured = false;

/** Starts; a second call does nothing. */
export function setup(to, options) {
  start(to, options);
  observe();
}

/** `true` counts from now on; `false` forgets what waits and counts nothing more. */
export function consent(given) {
  decide(given);
  observe();
}

/** Counts how long something took, once for each page. Gives in words why it is not counted, or nothing where
 *  it is sent. */
export function time(name, ms) {
  try {
    if (!isWord(name)) return hint(`the name ${WORDS}; nothing was sent`);
    if (isOfBrowser(name)) return hint(`the browser measures ${name} itself; nothing was sent`);
    if (!Number.isFinite(ms) || ms < 0) return hint('a time must be a number of milliseconds; nothing was sent');
    // A server has no page.
    return add(name, ms, globalThis.document && pattern(location.href));
  } catch {
    return 'the page has no address';
  }
}

/** Each name counts once for a page. */
const add = (name, value, page) => note({ name, page, bucket: bucket(name, value) }, `${name} ${page}`);

/** Has the browser's own times told, from when they may be. */
async function observe() {
  try {
    if (isMeasured || !endpoint || obstacle()) return;
    isMeasured = true;
    // WebKit gives an observer its first entries before the library has it, where nothing of the page is
    // running that would hold them back: in its console, or in an extension.
    await 0;
    if (obstacle()) {
      isMeasured = false;
      return;
    }
    const page = pattern(loaded());
    // A page that comes back as it was left is visited once more. It is heard before the library is.
    addEventListener('pageshow', ({ persisted }) => persisted && known.clear(), true);
    measure((name, value) => {
      try {
        add(name, value, page);
      } catch {}
    });
  } catch {
    // The page's own functions may be broken.
  }
}
