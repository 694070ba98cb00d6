// A worker that throws, rejects and sends an error once it has the endpoint.
import { meta, sendEvent, setup } from 'corncrake/worker';

addEventListener('message', ({ data: endpoint }) => {
  setup(endpoint, { release: 'w1' });
  meta.worker = 'dedicated';
  sendEvent(new RangeError('sent by the worker'));
  setTimeout(function crunch() {
    throw new TypeError('thrown in the worker for ann.lee@example.com');
  });
  Promise.reject(new URIError('rejected in the worker'));
});
