// A shared worker; each page that connects passes the endpoint.
import { setup } from 'corncrake/worker';

addEventListener('connect', ({ ports: [port] }) => {
  port.onmessage = ({ data: endpoint }) => {
    setup(endpoint);
    setTimeout(() => {
      throw new TypeError('thrown in the shared worker');
    });
  };
});
