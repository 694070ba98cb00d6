// A shop in a worker: dedicated, shared or service, as it is started.
import './shop/recorder.js';
import './shop/shop.js';
import { setup } from 'corncrake/worker';

function answer({ data, target, source }) {
  const to = source ?? (target.postMessage ? target : globalThis);
  if (data === 'buy') {
    to.postMessage({ text: '1 bought' });
    throw new RangeError('a click fails');
  }
  if (data === 'end') {
    to.postMessage({ record: { heard, ranWasm } });
    throw new Error('the page ends');
  }
  if (data.endpoint) setup(data.endpoint);
  failLater();
  to.postMessage({ text: '0 bought' });
}

addEventListener('message', answer);
addEventListener('connect', ({ ports: [port] }) => {
  port.onmessage = answer;
});
