// A page that starts the other two kinds of workers.
import { endpoint } from './endpoint.js';

const shared = new SharedWorker('./shared.js', { type: 'module' });
shared.port.postMessage(endpoint);
navigator.serviceWorker.register('./service.js', { type: 'module' });
navigator.serviceWorker.ready.then(({ active }) => active.postMessage(endpoint));
