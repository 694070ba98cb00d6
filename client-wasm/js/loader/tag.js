// What script.js cannot find out by itself: which tag is its own where the document does not say so
// (a module, an element that is called `currentScript`), and what is wrong with it.
//
// Only scripts that load our own file count, and only endpoints of its origin or the page's:
// markup of others must not send a page's errors elsewhere.

import { early } from './loader.js';
import { base } from './endpoint.js';

/** Where a tag that needs no help has its client: `script.js` reads an endpoint like this. */
const PLAIN = /[./h].*\w/;

/** Sets the client up for a tag; whether it has an endpoint that can be used. */
function begin({ dataset, src }, own) {
  const { href, origin } = new URL(src);
  const given = dataset.endpoint.trim();
  if (href.split(/[?#]/)[0] !== own || !given) return false;
  if (self[PLAIN.exec(dataset.endpoint)?.[0] ?? '']) return true;
  const endpoint = base(new URL(given, /** @type {any} */ (location)).href);
  const to = new URL(endpoint).origin;
  if (to !== origin && to !== location.origin) return false;
  self.corncrake = early(dataset, endpoint, () => import('./client.js'));
  return true;
}

try {
  // A server may import it as well: there is nothing to watch.
  if (globalThis.document) {
    const own = new URL('script.js', import.meta.url).href;
    /** @type {any[]} */
    const tags = [...Document.prototype.querySelectorAll.call(document, 'script[data-endpoint][src]')];
    // A loop of its own each: a tag that cannot be read does not stop the next.
    if (!tags.map((tag) => begin(tag, own)).includes(true)) {
      console.warn('corncrake: the script tag needs data-endpoint="https://<collector>/v1/<key>"');
    }
  }
} catch (error) {
  console.warn('corncrake:', error);
}
