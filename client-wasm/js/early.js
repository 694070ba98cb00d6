// What is there from the first byte, and before the module: it listens, keeps what it is
// handed until the module takes over, and sends the least that helps if that never happens.

import { listen, room } from './listen.js';
import { Page } from './page.js';

/** Records that wait: as many as the module would send for one page. */
const RECORDS = 50;
/** Records that are sent without the module. */
const LEFT_BEHIND = 5;

/** What throws in here is some value's own doing, and must not become the page's problem. */
const quietly =
  (act) =>
  (...args) => {
    try {
      act(...args);
    } catch {}
  };

/** @param {() => Promise<{ load: () => Promise<Function> }>} fetchClient gets `client.js` */
export function early(fetchClient) {
  const meta = {};
  const records = [];
  let page, options, unlisten, client, pinged;

  const add = (type, value, extra) => {
    if (records.length < RECORDS) records.push({ type, value, extra, uri: location.href });
  };

  const load = async () => {
    const Client = await (await fetchClient()).load();
    unlisten();
    removeEventListener('pagehide', leave);
    client = new Client(page.endpoint, { ...options, meta });
    for (const record of records.splice(0)) client.replay(record);
  };
  // Where the module cannot run, records wait until the page is left. Never before the page
  // is complete: an import that is under way would hold that up.
  const loadWhenIdle = () => {
    const start = () => void load().catch(() => {});
    (globalThis.requestIdleCallback ?? setTimeout)(start);
  };

  const leave = () => records.splice(0).slice(0, LEFT_BEHIND).forEach(quietly(sendLeast));

  // Nothing has scrubbed a record, so what could need it is not sent: no message, no page;
  // of an error its class, and of a script its path.
  const sendLeast = ({ type, value }) => {
    const { name } = value?.error ?? value?.reason ?? value?.[0] ?? value ?? {};
    const [file] = /^https?:[^?#@\s]+/.exec(value?.filename) ?? [];
    const isScript = file && file !== location.origin + location.pathname;
    const { release, environment } = options;
    const event = {
      type,
      name: /^\w{1,64}$/.test(name ?? '') ? name : undefined,
      message: '(page left before the client was ready)',
      stack: isScript ? `    at ${file}:${value.lineno}:${value.colno}` : undefined,
      release,
      environment,
    };
    page.event(JSON.stringify(event), true);
  };

  return {
    meta,
    setup: quietly((endpoint, given) => {
      // Where there is no page, as on a server, there is nothing to listen to.
      if (page || !globalThis.addEventListener) return;
      page = new Page(endpoint);
      options = { ...given };
      unlisten = listen(options.consoleErrors !== false, add);
      addEventListener('pagehide', leave);
      if (pinged) page.ping();
      const isComplete = (globalThis.document?.readyState ?? 'complete') === 'complete';
      if (isComplete) loadWhenIdle();
      else addEventListener('load', loadWhenIdle);
    }),
    sendEvent: quietly((error, extra) => {
      room();
      if (client) client.sendEvent(error, extra);
      else add(4, error, extra);
    }),
    ping: quietly(() => {
      pinged = true;
      (client ?? page)?.ping();
    }),
  };
}
