// The one tag: <script src="https://collector/client/script.js" data-key="KEY"></script>

import { early } from './early.js';

function start({ src, dataset }) {
  // In full: a classic script of another origin has no address that an import could start at.
  const { setup, sendEvent, ping, meta } = early(() => import(new URL('corncrake_client.js', src).href));
  const { key, endpoint, release, environment, consoleErrors } = dataset;
  setup(endpoint ?? (key && `${new URL(src).origin}/v1/${key}`), {
    release,
    environment,
    consoleErrors: consoleErrors !== 'off',
  });
  if ('ping' in dataset) ping();
  window.corncrake = { sendEvent, ping, meta };
}

// There is none where this is loaded as a module; the package is made for that.
if (document.currentScript) start(document.currentScript);
