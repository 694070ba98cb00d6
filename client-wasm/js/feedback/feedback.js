// The npm package's `corncrake/feedback`: words that a person sends on purpose. The client makes a report of
// them, scrubbed as every event is; the page shows the person its very bytes, and only `send` sends them.
//
//   import { feedback } from 'corncrake/feedback';
//   const report = await feedback(endpoint, 'The pay button does nothing', { error });
//   show(report.message, report.body);
//   button.onclick = () => report.send();
//
// It hooks nothing and stores nothing, works with or without the page's own client, and loads the client's
// files with the first report. Each report has a client of its own that ends once the report is made, so
// nothing else of the page is in it. Nothing here throws into the page.

import { CONSENT, PAGE_HIDE, SENT_BY_SITE } from '../codes.js';
import { base } from '../loader/endpoint.js';

/** Reports that one page makes at most. */
const MOST_OF_A_PAGE = 50;
/** Milliseconds that a report may take, once the client is there: in a page whose own functions are broken
 *  it would never come. */
const MAKING_MS = 5_000;
/** What its issue is called; the same as for Sentry's SDKs (`core/src/wire/sentry/feedback.rs`). */
const NAME = 'Feedback';

let made = 0;

/** Makes a report of a person's words, and sends nothing. Gives nothing where there are no words, or where
 *  the client cannot run. */
export async function feedback(endpoint, message, given) {
  try {
    const words = typeof message === 'string' && message.trim();
    if (!globalThis.document || !words) return;
    if (!endpoint || typeof endpoint !== 'string') {
      console.warn('corncrake: feedback needs the endpoint, https://<collector>/v1/<key>');
      return;
    }
    if (made >= MOST_OF_A_PAGE) return;
    made++;
    const { environment, error, meta, release } = given ?? {};
    const about = error?.message === undefined ? error : { name: error.name, message: error.message };
    const value = { name: NAME, message: words, cause: about };
    return await make({ endpoint: base(endpoint), environment, release }, [SENT_BY_SITE, value, [meta], location.href]);
  } catch {
    // No file of the client, or options that throw when they are read.
  }
}

/** Has a client make the request of one record. */
async function make(options, record) {
  const ownFetch = fetch;
  const { begin } = await import('./client.js');
  /** @type {any} */
  let scrubbed;
  /** @type {any} */
  let tell;
  const request = await new Promise((settle, fail) => {
    // The client asks this about the event, and then posts what this gives back.
    options.onEvent = (event) => {
      // Without a JSON of the page's that works there is none.
      if (!event) settle(undefined);
      scrubbed = event;
    };
    /** The client's way out: what it posts is kept here, and it forgets it as if it had arrived. */
    const gate = (url, init) => {
      if (init?.method !== 'POST') return ownFetch(url, init);
      settle({ url: `${url}`, init });
      return Promise.resolve({ status: 200, headers: new Headers() });
    };
    // A client whose page is left gathers nothing: it posts at once.
    const records = [[PAGE_HIDE], record];
    begin(gate, records, options, {}, (to) => ((tell = to), true)).then(() => setTimeout(settle, MAKING_MS), fail);
  });
  tell?.(CONSENT, false);
  if (request) return report(request, scrubbed?.message, ownFetch);
}

/** What the page gets. */
function report({ url, init }, message, ownFetch) {
  let sending;
  /** The status of the answer, 0 where there is none. */
  const post = async () => {
    try {
      return (await ownFetch(url, init)).status;
    } catch {
      return 0;
    }
  };
  /** Sends it, once: a later call gives the same answer, unless it did not arrive. */
  const send = async () => {
    const status = await (sending ??= post());
    if (status < 200 || status > 299) sending = undefined;
    return status;
  };
  return { url, body: init.body, message, send };
}
