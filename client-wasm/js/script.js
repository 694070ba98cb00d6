// The one tag: <script src="https://collector/client/script.js" data-key="KEY"></script>

import { early } from './early.js';

const { src, dataset } = document.currentScript;
const { key, endpoint, release, environment, consoleErrors } = dataset;

// In full: a classic script of another origin has no address that an import could start at.
const { setup, sendEvent, ping, meta } = early(() => import(new URL('corncrake_client.js', src).href));

setup(endpoint ?? `${new URL(src).origin}/v1/${key}`, {
  release,
  environment,
  consoleErrors: consoleErrors !== 'off',
});
if ('ping' in dataset) ping();
window.corncrake = { sendEvent, ping, meta };
