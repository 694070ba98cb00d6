// The one tag, as a file or with its text inside:
// <script src="https://collector/client/script.js" data-endpoint="https://collector/v1/KEY"></script>

import { early } from './loader.js';

try {
  // Only a script has a text: an element that is called `currentScript` has none.
  let { dataset, text } = /** @type {any} */ (document.currentScript);
  let endpoint = dataset.endpoint.trim(text.trim());
  self.corncrake = early(dataset, endpoint, () => import(endpoint + '/../../client/client.js'));
} catch {
  // A module, which can find its own tag; else a tag without an endpoint, or an element in
  // the script's place: a script of another origin may import nothing beside it, and that is
  // what the console says.
  import('./tag.js').catch(console.warn);
}
