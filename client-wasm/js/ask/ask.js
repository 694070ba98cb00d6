// Asks first: the client runs in the page and makes of an error what it would send, scrubbed, and that
// waits here until somebody decides. Nothing of it reaches the network, a cookie or a storage before.
//
// The client itself does not know: it is given a `fetch` that holds what it posts. Its own files are
// loaded as ever.

import { CONSENT, CONSOLE_ERROR, PING, SENT_BY_SITE } from '../codes.js';
import { base } from '../loader/endpoint.js';

/** Requests that wait at most: the client has one on its way at a time, and some when a page is left. */
const MOST_HELD = 20;
/** Records that wait for the client's files at most. */
const MOST_RECORDS = 1_000;
/** Batches that somebody let go and that may be tried again, at most. */
const MOST_ALLOWED = 20;
/** The end of a batch's address. No two batches have the same bytes: each has a random number. */
const BATCH = /\/batch$/;

/** What was posted and waits: where to, with what, and what is done with it.
 *  @type {{ url: string, init: any, settle: (answer: any) => void, fail: (reason: unknown) => void }[]} */
let held = [];
/** Batches that somebody let go, as address and bytes, until they have arrived: where the network or the
 *  collector fails, the client posts the very bytes again. */
let allowed = [];
/** How the page is watched: `ask` holds what it posts, `all` sends it, and without one nothing is done. */
let mode = '';
let records = [];
let tell = record;
/** @type {Function | undefined} */
let ownFetch;
let options, ownError, isLoading;

/** What every event takes along. */
export const meta = {};


function record(type, value, extra) {
  // The state of the client is set when it comes.
  if (!mode || !type || records.length >= MOST_RECORDS) return;
  records.push([type, value, extra, location.href]);
  if (!isLoading) load();
}

async function load() {
  isLoading = true;
  try {
    const { begin } = await import('./client.js');
    await begin(gate, records, options, api, (to) => ((tell = to), !!mode));
  } catch {
    // What is recorded waits for the next error, which tries again.
    isLoading = false;
  }
}

const nameOf = ({ url, body = '' }) => `${url}\n${body}`;

/** Posts what somebody let go. */
async function post(url, init) {
  const name = nameOf({ url, body: init.body });
  if (BATCH.test(url) && !allowed.includes(name)) allowed = [...allowed.slice(1 - MOST_ALLOWED), name];
  const answer = await ownFetch?.(url, init);
  if (answer?.status < 300) allowed = allowed.filter((one) => one !== name);
  return answer;
}

/** The page's fetch, which lets nothing be posted before somebody said so. */
async function gate(url, init) {
  if (init?.method !== 'POST' || mode === 'all') return ownFetch?.(url, init);
  if (allowed.includes(nameOf({ url, body: init.body }))) return post(`${url}`, init);
  return new Promise((settle, fail) => {
    if (!mode || held.length >= MOST_HELD) return settle(dropped());
    held.push({ url: `${url}`, init, settle, fail });
    try {
      options.onPending?.(pending());
    } catch {
      // The site's own function is its own.
    }
  });
}

/** The answer to what was not sent: the client forgets it, as if it had arrived. */
const dropped = () => ({ status: 200, headers: new Headers() });

/** The hooks in the page, in and out. */
function watch(is) {
  const how = is ? addEventListener : removeEventListener;
  for (const type of ['error', 'unhandledrejection']) how(type, onEvent, true);
  if (is && !ownError && options.consoleErrors !== false) {
    ownError = console.error;
    console.error = onConsole;
  } else if (!is && console.error === onConsole) {
    console.error = ownError;
    ownError = undefined;
  }
}

function onEvent(event) {
  tell(event.type, event);
}

function onConsole(...args) {
  try {
    tell(CONSOLE_ERROR, args, Error().stack);
  } catch {}
  ownError?.(...args);
}

/** Lets nothing of ours come between the page and what it does. */
const quietly =
  (act) =>
  (...args) => {
    try {
      return act(...args);
    } catch {}
  };

export const setup = quietly((to, given) => {
  if (ownFetch || !globalThis.document) return;
  if (!to || typeof to !== 'string') {
    console.warn('corncrake: setup needs an endpoint, https://<collector>/v1/<key>');
    return;
  }
  ownFetch = fetch;
  const endpoint = base(to);
  options = { ...(typeof given === 'function' ? { onEvent: given } : given), endpoint };
  // As the loader does it: a tag that comes later starts no client beside this one.
  if (self[endpoint]) console.warn('corncrake: this page has another client, which sends without asking');
  else self[endpoint] = api;
  consent('ask');
});

/** The very bytes that `send` would send, and where to. */
export const pending = () => held.map(({ url, init }) => ({ url, body: init.body ?? '' }));

/** Sends what waits now, or of it what is in this list of `pending()`, and nothing else: what comes later
 *  waits again. Gives the statuses of the answers, 0 where there was none: such a batch is posted again by
 *  the client, as it was. */
export const send = async (requests = pending()) => {
  const names = requests.map(nameOf);
  const isMeant = (one) => {
    const at = names.indexOf(nameOf({ url: one.url, body: one.init.body }));
    return at >= 0 && !!names.splice(at, 1);
  };
  const now = held.filter(isMeant);
  held = held.filter((one) => !now.includes(one));
  return Promise.all(
    now.map(async ({ url, init, settle, fail }) => {
      try {
        const answer = await post(url, init);
        settle(answer);
        return answer.status;
      } catch (error) {
        fail(error);
        return 0;
      }
    }),
  );
};

/** Forgets what waits, and stops to watch the page. */
export const discard = () => consent(false);

/** `true` sends what waits, and from then on everything as it comes; `false` forgets and stops; `'ask'`
 *  watches, and lets nothing go. */
export const consent = quietly((given) => {
  if (!ownFetch) return;
  const before = mode;
  mode = given === 'ask' ? 'ask' : given ? 'all' : '';
  if (!mode) {
    const now = held;
    held = [];
    allowed = [];
    records.length = 0;
    tell(CONSENT, false);
    watch(false);
    for (const { settle } of now) settle(dropped());
    return;
  }
  if (!before) {
    watch(true);
    tell(CONSENT, true);
    if (options.ping) tell(PING);
    else if (options.load === 'eager') load();
  }
  if (mode === 'all') send();
});

export const sendEvent = quietly((error, ...extra) => tell(SENT_BY_SITE, error, extra));
export const ping = quietly(() => tell(PING));

/** What the page sees of the client, as of the loader's. */
const api = { consent, meta, ping, sendEvent };
