// The loader, there from the first byte: it listens, records what happens, and loads the client
// when there is an error to report. The client takes over from there. Where that never happens,
// the loader sends the least that helps.
//
// Every visitor loads this first and in full: at most 600 bytes of brotli, so each line is
// weighed. Words that can only be one of a few are told apart by their order, `let` joins where
// `const` would not, a comma stands where a statement would cost more, and what may stand in any
// order stands in the one that packs best. It stores nothing, never throws, and sends no text that
// nothing has scrubbed, but for the site's own names of its release and environment.

import { CONSENT, CONSOLE_ERROR, PING, SENT_BY_SITE } from '../codes.js';

/** @param {object} options those of `corncrake.d.ts`, or a tag's attributes: of `consent`,
 *    `ping` and `consoleErrors` it only matters whether they are there
 *  @param {string} endpoint `https://collector/v1/KEY`: a page has one client for each
 *  @param {() => Promise<{ begin: Function }>} importClient gets `client.js`
 *  @returns what the site sees of the client */
export let early = (options, endpoint, importClient) => {
  /** Posts, or loads the client where there is no path. A string is sent without asking the
   *  server before; no cookie and no address of the page goes along. With Global Privacy Control
   *  nothing is posted from here; the client knows whether that is meant for errors as well.
   *
   *  Nothing has scrubbed a record, so what could need it is not sent: of an error only its
   *  class, if that is one; of a script only a path without any sign but `/ . - _ :`. The
   *  collector reads the release, the environment and five fields a record
   *  (`core/src/wire/loader.rs`); a ping has no record (`core/src/wire/ping.rs`). Where a page is
   *  left, 200 records go: browsers let 64 KiB outlive it, which is 300 bytes for each. */
  let load = async (path, most) => {
    try {
      await (path
        ? navigator.globalPrivacyControl ||
          ownFetch(endpoint + path, {
            method: 'POST',
            keepalive: 1,
            credentials: 'omit',
            referrer: '',
            // A value may throw when it is looked at.
            body: [
              options.release,
              options.environment,
              // A visit that waited has no value, and what a site sends may have none either.
              records.splice(0, most).map(([type, value = 0]) => [
                type,
                /^\w*Error/.exec((value.error ?? value.reason ?? value).name),
                /^http[/.\w:-]+js/.exec(value.filename),
                value.lineno,
                value.colno,
              ]),
            ],
          })
        : (await importClient()).begin(ownFetch, records, options, api, (to) => ((tell = to), isOn)));
    } catch {
      // Where the client cannot come; a ping that fails changes nothing.
      path || (records[0] && load('/batch', 200));
    }
  };
  let ownError;
  // The client gives another function in its place, which knows the same codes. A page that
  // nobody sees, as one that is rendered ahead, leaves its ping to the client, which waits.
  // No method of arrays is called: a page may have replaced them by ones that throw.
  let tell = (type, value, extra) => {
    isOn &&
      type &&
      (type > SENT_BY_SITE > document.hidden
        ? load('/ping')
        : // The second one is there where the client is on its way.
          records[9999] || records[((records[records.length] = [type, value, extra, location.href]), 1)] || load());
  };
  /** Records: type, value, what goes along, and the address then. At most 10,000, of
   *  which the module counts each. */
  let records = [];
  let onConsole = (...args) => {
    try {
      tell(CONSOLE_ERROR, args, Error().stack);
    } catch {} // at the end of the stack, or where the page makes stacks itself
    ownError(...args);
  };
  // Taken now: what the page replaces later does not matter.
  /** @type {Function} */
  let ownFetch = fetch;
  let isOn;
  let api = {
    meta: {},
    consent: (is) => {
      // In the capture phase: what failed to load is reported nowhere else.
      /** @type {Function} */
      let how = is ? addEventListener : removeEventListener;
      how('error', onEvent, 1);
      how('visibilitychange', onLeave, 1);
      how('unhandledrejection', onEvent, 1);
      isOn = is;
      is
        ? (ownError || options.consoleErrors || ((ownError = console.error), (console.error = onConsole)),
          options.load < 'j' && load()) // `eager` and `idle`, not `on-error`
        : // Somebody may have wrapped ours since: theirs stays, and ours is silent.
          (console.error == onConsole && ((console.error = ownError), (ownError = 0)), (records.length = 0));
      tell(CONSENT, is);
      options.ping + 1 && tell(PING); // there, be it empty: undefined + 1 is NaN
    },
    sendEvent: (value, ...args) => tell(SENT_BY_SITE, value, args),
    ping: () => tell(PING),
  };
  let onLeave = () => document.hidden && records[0] && load('/batch', 200);
  let onEvent = (event) => tell(event.type, event);
  return self[endpoint] || (options.consent ?? api.consent(1), (self[endpoint] = api));
};
