// A service worker, which may import nothing later.
import { setup } from 'corncrake/worker';

addEventListener('message', ({ data: endpoint }) => {
  setup(endpoint);
  throw new TypeError('thrown in the service worker');
});
