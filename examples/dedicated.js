// A worker that fails in both ways once it knows where to tell it.
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
