// The loader, there from the first byte: it listens, records what happens, and loads the client
// when there is an error to report. The client takes over from there. Where that never happens,
// the loader sends the least that helps.
//
// Every visitor loads this first and in full: at most 600 bytes of brotli, so each line is
// weighed. Words that can only be one of a few are told apart by their order, `let` joins where
// `const` would not, and a comma stands where a statement would cost more. It stores nothing,
// never throws, and sends no text that nothing has scrubbed.

import { CONSENT, CONSOLE_ERROR, PING, SENT_BY_SITE } from '../codes.js';

/** @param {() => Promise<{ begin: Function }>} importClient gets `client.js`
 *  @param {object} options those of `corncrake.d.ts`, or a tag's attributes: of `consent`,
 *    `ping` and `consoleErrors` it only matters whether they are there
 *  @param {string} endpoint `https://collector/v1/KEY`: a page has one client for each
 *  @returns what the site sees of the client */
export let early = (importClient, options, endpoint) => {
  let onConsole = (...args) => {
    try {
      tell(CONSOLE_ERROR, args, Error().stack);
    } catch {} // at the end of the stack, or where the page makes stacks itself
    ownError(...args);
  };
  // Taken now: what the page replaces later does not matter.
  /** @type {Function} */
  let ownFetch = fetch;
  /** Posts, or loads the client where there is no path. A string is sent without asking the
   *  server before; no cookie and no address of the page goes along. With Global Privacy Control
   *  nothing is posted from here; the client knows whether that is meant for errors as well.
   *
   *  Nothing has scrubbed a record, so what could need it is not sent: of an error only its
   *  class, if that is one; of a script only a path without any sign but `/ . - _ :`. The
   *  collector reads five fields a record (`core/src/wire/loader.rs`). */
  let load = async (path, told) => {
    try {
      await (path
        ? navigator.globalPrivacyControl ||
          ownFetch(endpoint + path, {
            keepalive: 1,
            referrer: '',
            credentials: 'omit',
            method: 'POST',
            // A value may throw when it is looked at.
            body: told?.map(([type, value]) => [
              type,
              /^\w*Error/.exec((value.error ?? value.reason ?? value).name),
              /^http[./:\w-]+js/.exec(value.filename),
              value.lineno,
              value.colno,
            ]),
          })
        : (await importClient()).begin(ownFetch, records, options, api, (to) => ((tell = to), isOn)));
    } catch {
      // Where the client cannot come; a ping that fails changes nothing.
      path || (records[0] && load('/batch', records.splice(0)));
    }
  };
  let api = {
    sendEvent: (value, ...args) => tell(SENT_BY_SITE, value, args),
    ping: () => tell(PING),
    meta: {},
    consent: (is) => {
      isOn = is;
      // In the capture phase: what failed to load is reported nowhere else.
      /** @type {Function} */
      let how = is ? addEventListener : removeEventListener;
      how('unhandledrejection', onEvent, 1);
      how('visibilitychange', onEvent, 1);
      how('error', onEvent, 1);
      is
        ? (ownError || options.consoleErrors || ((ownError = console.error), (console.error = onConsole)),
          options.load < 'j' && load()) // `eager` and `idle`, not `on-error`
        : // Somebody may have wrapped ours since: theirs stays, and ours is silent.
          (console.error == onConsole && ((console.error = ownError), (ownError = 0)), (records.length = 0));
      tell(CONSENT, is);
      options.ping + 1 && tell(PING); // there, be it empty: undefined + 1 is NaN
    },
  };
  let ownError, isOn;
  let onEvent = (event) =>
    event.type < 'v'
      ? tell(event.type, event)
      : document.hidden && records[0] && load('/batch', records.splice(0));
  // The client gives another function in its place, which knows the same codes. A page that
  // nobody sees, as one that is rendered ahead, leaves its ping to the client, which waits.
  // No method of arrays is called: a page may have replaced them by ones that throw.
  let tell = (type, value, extra) => {
    // @ts-expect-error `|` of two booleans is shorter than `||`, and the same here.
    !isOn | !type ||
      (type > SENT_BY_SITE > document.hidden
        ? load('/ping')
        : records[9999] ||
          ((records[records.length] = [type, value, extra, location.href]), records[1] || load()));
  };
  /** Records: type, value, what goes along, and the address then. At most 10,000, of
   *  which the module counts each. */
  let records = [];
  return self[endpoint] || (options.consent ?? api.consent(1), (self[endpoint] = api));
};
