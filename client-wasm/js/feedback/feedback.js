// The npm package's `corncrake/feedback`: words that a person sends on purpose. The client makes a report of
// them, scrubbed as every event is; the page shows the person its very bytes, and only `send` sends them.
//
//   import { feedback } from 'corncrake/feedback';
//   const report = await feedback(endpoint, 'The pay button does nothing', { error });
//   show(report.message, report.body);
//   button.onclick = () => report.send();
//
// It leaves no hook and stores nothing, works with or without the page's own client, and loads the client's
// files with the first report. Each report has a client of its own that ends once the report is made, so
// nothing else of the page is in it. Nothing here throws into the page.

import { CONSENT, PAGE_HIDE, SENT_BY_SITE } from '../codes.js';
import { base } from '../loader/endpoint.js';

/** Reports that one page makes at most. */
const MOST_OF_A_PAGE = 50;
/** Milliseconds that the client's files may take. */
const LOADING_MS = 60_000;
/** Milliseconds that a report may take, once the client is there: where it is too large for one request, or
 *  the page's own functions are broken, it never comes. */
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
    const { environment, error, meta, release } = given ?? {};
    const value = { name: NAME, message: words, cause: about(error) };
    return await make({ endpoint: base(endpoint), environment, release }, [SENT_BY_SITE, value, [meta], location.href]);
  } catch {
    // Options may throw when they are read.
  }
}

/** The class and the message of an error, or of the event that has it, and nothing else of what it holds. */
function about(error) {
  try {
    const own = error?.reason ?? error?.error ?? error;
    if (typeof own === 'string') return own;
    const [name, message] = [own?.name, own?.message].map((one) => (typeof one === 'string' ? one : undefined));
    if (name || message) return { name, message };
  } catch {
    // An error may throw when it is read; the words go without it.
  }
}

/** Has a client make the request of one record. */
async function make(options, record) {
  const ownFetch = fetch;
  /** @type {any} */
  let scrubbed;
  /** @type {any} */
  let tell;
  try {
    const request = await new Promise((settle) => {
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
      setTimeout(settle, LOADING_MS);
      import('./client.js')
        .then(({ begin }) => begin(gate, records, options, {}, (to) => ((tell = to), true)))
        .then(
          () => setTimeout(settle, MAKING_MS),
          () => settle(undefined),
        );
    });
    if (!request) return;
    made++;
    return report(request, scrubbed?.message, ownFetch);
  } finally {
    tell?.(CONSENT, false);
  }
}

/** What the page gets. */
function report({ url, init }, message, ownFetch) {
  let sending;
  /** The status of the answer, 0 where there is none. */
  const post = async () => {
    // What may outlive the page has a limit of all such requests together; without that it is tried once more.
    for (const keepalive of [true, false]) {
      try {
        return (await ownFetch(url, { __proto__: null, ...init, keepalive })).status;
      } catch {}
    }
    return 0;
  };
  /** Sends it, once: a later call gives the same answer, unless it did not arrive. */
  const send = async () => {
    sending ??= post();
    const own = sending;
    const status = await own;
    if (sending === own && (status < 200 || status > 299)) sending = undefined;
    return status;
  };
  return { url, body: init.body, message, send };
}
