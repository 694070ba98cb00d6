// What script.js cannot find out by itself: which tag is its own where the document does not say so
// (a module, an element that is called `currentScript`), and what is wrong with it.
//
// Only scripts that load our own file count, and only endpoints of its origin or the page's:
// markup of others must not send a page's errors elsewhere.

import { early } from './loader.js';
import { base } from './endpoint.js';

const { querySelectorAll } = Document.prototype;
const own = new URL('script.js', import.meta.url);

/** Sets the client up for a tag; whether it has an endpoint that can be used. */
function begin({ dataset, src }) {
  const { href, origin } = new URL(src);
  if (href.split(/[?#]/)[0] !== own.href || !dataset.endpoint) return false;
  const endpoint = base(new URL(dataset.endpoint, /** @type {any} */ (location)).href);
  const to = new URL(endpoint).origin;
  if (to !== origin && to !== location.origin) return false;
  self.corncrake = early(dataset, endpoint, () => import('./client.js'));
  return true;
}

try {
  /** @type {any[]} */
  const tags = [...querySelectorAll.call(document, 'script[data-endpoint][src]')];
  // A loop of its own each: a tag that cannot be read does not stop the next.
  if (!tags.map(begin).includes(true)) {
    console.warn('corncrake: the script tag needs data-endpoint="https://<collector>/v1/<key>"');
  }
} catch (error) {
  console.warn('corncrake:', error);
}
