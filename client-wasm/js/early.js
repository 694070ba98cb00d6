// What is there from the first byte, and before the module: it listens, keeps what it is
// handed until the module takes over, and sends the least that helps if that never happens.

import { listen } from './listen.js';
import { Page } from './page.js';

/** Records that wait: as many as the module would send for one page. */
const RECORDS = 50;
/** Records that are sent without the module. */
const LEFT_BEHIND = 5;

/** @param {() => Promise<new (endpoint: string, options: object) => object>} load gives
 *    the module's Client */
export function early(load) {
  const meta = {};
  const records = [];
  let client, page, options, loading, unlisten, pinged;

  const add = (type, value, extra) => {
    if (records.length >= RECORDS) return;
    records.push({ type, value, extra, uri: location.href });
    start();
  };

  const start = () => {
    loading ??= page && load().then(handOver).catch(() => {});
  };

  const handOver = (Client) => {
    unlisten();
    removeEventListener('pagehide', leave);
    client = new Client(page.endpoint, { ...options, meta });
    for (const record of records) client.replay(record);
    records.length = 0;
  };

  // Nothing has scrubbed these records, so what could need it is not sent: no message, no
  // page; of an error its class, and of a script its path.
  const leave = () => {
    for (const { type, value } of records.splice(0).slice(0, LEFT_BEHIND)) {
      const { name } = value?.error ?? value?.reason ?? value?.[0] ?? value ?? {};
      const [file] = /^https?:[^?#@\s]*/.exec(value?.filename) ?? [];
      const isScript = file && file !== location.origin + location.pathname;
      const event = {
        type,
        name: /^\w{1,64}$/.test(name) ? name : undefined,
        message: '(page left before the client was ready)',
        stack: isScript ? `    at ${file}:${value.lineno}:${value.colno}` : undefined,
        release: options.release,
        environment: options.environment,
      };
      page.event(JSON.stringify(event), true);
    }
  };

  /** What throws in here is the page's own doing, and must not become its problem. */
  const quietly =
    (act) =>
    (...args) => {
      try {
        act(...args);
      } catch {}
    };

  return {
    meta,
    setup: quietly((endpoint, given) => {
      // Where there is no page (on a server), there is nothing to listen to.
      if (page || !globalThis.addEventListener) return;
      page = new Page(endpoint);
      options = { ...given };
      unlisten = listen(options.consoleErrors !== false, add);
      addEventListener('pagehide', quietly(leave));
      ...
    }),
    sendEvent: quietly((error, extra) => {
      if (client) client.sendEvent(error, extra);
      else add(4, error, extra);
    }),
    ping: quietly(() => {
    }),
  };
}
