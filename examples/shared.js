// A shared worker; each page that connects tells it where to.
import { setup } from 'corncrake/worker';

addEventListener('connect', ({ ports: [port] }) => {
  port.onmessage = ({ data: endpoint }) => {
    setup(endpoint);
    setTimeout(() => {
      throw new TypeError('thrown in the shared worker');
    });
  };
});
