// The one tag, as a file or with its text inside:
// <script src="https://collector/client/script.js" data-endpoint="https://collector/v1/KEY"></script>

import { early } from './early.js';

const options = document.currentScript.dataset;
window.corncrake = early(() => import(options.endpoint + '/../../client/corncrake_client.js'), options);
