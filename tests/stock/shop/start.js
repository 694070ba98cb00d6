// What each of these applications does: it sets the client up, with the endpoint that the page's
// address has, and meets its failure in a task of its own.
import { setup } from 'corncrake';

export function start(fail) {
  setup(decodeURIComponent(location.search.slice(1)), { release: 'stock@1', consoleErrors: false });
  setTimeout(fail);
}
