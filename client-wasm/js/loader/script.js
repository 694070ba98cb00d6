// The one tag, as a file or with its text inside:
// <script src="https://collector/client/script.js" data-endpoint="https://collector/v1/KEY"></script>
//
// The build puts the loader's lines in the place of its call (`xtask/src/build/tag.rs`).

import { early } from './loader.js';

try {
  // Only a script has a text: an element that is called `currentScript` has none.
  let { dataset: options, text } = /** @type {any} */ (document.currentScript);
  // From where an address begins (https:, / or ./) to the key's end; an empty one throws.
  let [endpoint] = /** @type {any} */ (/[./h].*\w/).exec(options.endpoint, text.trim());
  self.corncrake = early(options, endpoint, () => import(endpoint + '/../../client/client.js'));
} catch {
  // A module, which can find its own tag; else a tag without an endpoint or with an empty one, or an
  // element in the script's place: a script of another origin may import nothing beside it, and
  // that is what the console says.
  import('./tag.js').catch(console.warn);
}
