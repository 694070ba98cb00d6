// The one tag, as a file or with its text inside:
// <script src="https://collector/client/script.js" data-endpoint="https://collector/v1/KEY"></script>

import { early } from './early.js';

try {
  // Only a script has a text: an element that is called `currentScript` has none.
  let { dataset, text } = document.currentScript;
  let endpoint = dataset.endpoint.trim(text.trim());
  self.corncrake = early(() => import(new URL(endpoint + '/../../client/client.js', location)), dataset, endpoint);
} catch {
  // A module, a tag without an endpoint, or an element in the script's place.
  import('./tag.js');
}
