// A page that starts a worker, and is watched itself.
import { setup } from 'corncrake';

import { endpoint } from './endpoint.js';

setup(endpoint, { load: 'eager' });
window.heard = [];
addEventListener('error', ({ message, error }) => window.heard.push([message.replace(/^Uncaught /, ''), error]));

window.start = () => {
  const worker = new Worker(new URL('./dedicated.js', import.meta.url), { type: 'module' });
  worker.postMessage(endpoint);
  return worker;
};
// The worker sends its errors itself; without this line the browser reports them to the page as well.
window.start().addEventListener('error', (event) => event.preventDefault());
