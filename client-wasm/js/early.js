// The stub, there from the first byte: it listens, keeps what it hears, and loads the module
// when the page has nothing to do or has an error to tell. The module takes over from there.
// Where that never happens, the stub sends the least that helps.
//
// Every visitor loads this first and in full: at most 600 bytes of brotli, so each line is
// weighed, and words that can only be one of a few are told apart by their order. It stores
// nothing, never throws, and sends no text that nothing has scrubbed.

/** @param {() => Promise<{ begin: Function }>} importClient gets `client.js`
 *  @param {object} options those of `corncrake.d.ts` with the `endpoint`, or a tag's attributes:
 *    of `consent` and `ping` it only matters whether they are there
 *  @returns what the site sees of the client */
export function early(importClient, options) {
  // Taken now: what the page replaces later does not matter.
  const ownFetch = fetch;
  /** What was heard: type, value, what goes along, and the page's address then. At most 50,
   *  which is what the module would send at once. */
  const records = [];
  /** Whether nothing is loaded until there is an error: `on-error`, not `eager` nor `idle`. */
  let isLazy = options.load > 'o';
  /** Whether there is consent, also when the module was told. */
  let isOn;

  /** A string is sent without asking the server before, and no cookie goes along. */
  const post = async (path, body) => {
    try {
      await ownFetch(options.endpoint + path, {
        method: 'POST',
        credentials: 'omit',
        keepalive: true,
        body: body && JSON.stringify({ events: body.map(least) }),
      });
    } catch {}
  };

  // Nothing has scrubbed a record, so what could need it is not told: of an error only its
  // class, if that is one; of a script only its path.
  const least = ([type, value]) => {
    try {
      const file = /^http[^?#@]+js/.exec(value.filename);
      return {
        type,
        message: /\w*Error/.exec((value.error ?? value.reason ?? value).name) + '',
        stack: file && file + ':' + value.lineno + ':' + value.colno,
      };
    } catch {} // a value may throw when it is looked at
  };
  const leave = () => {
    if (records[0]) post('/batch', records);
    records.length = 0;
  };

  const load = async () => {
    try {
      if (isOn) {
        tell = await (await importClient()).begin(ownFetch, records, options, api, hook);
        tell(6, isOn); // which may have been taken back meanwhile
      }
    } catch {
      leave();
    }
  };

  const onError = (event) => tell(1, event);
  const onRejection = (event) => tell(2, event);
  const onLoad = () => isLazy || load();
  const hook = (how) => {
    how('error', onError, 1); // in the capture phase: of what failed to load, nothing else is told
    how('load', onLoad, 1);
    how('pagehide', leave);
    how('unhandledrejection', onRejection, 1);
  };

  // The module gives another function in its place, which knows the same codes: 1 an error, 2 a
  // rejection, 4 an event of the site's own, 5 a ping, 6 consent.
  let tell = (type, value, extra) => {
    if (type > 5) {
      if (!value) records.length = 0;
      hook(value ? addEventListener : removeEventListener);
      // `eager` at once; else the page's `load` event comes first, unless the tag was added late.
      isLazy || setTimeout(load, options.load < 'f' || 5e3);
      options.ping + 1 && tell(5); // there, be it empty: undefined + 1 is NaN
    } else if (isOn && !(navigator.globalPrivacyControl && (type > 4 || options.privacyControl < 'f'))) {
      // Global Privacy Control stops pings, and with `all` (not `pings`) events too.
      if (type > 4) post('/ping');
      else if (!records[49]) {
        records[records.length] = [type, value, extra, location.href];
        isLazy &&= void load(); // once
      }
    }
  };

  const api = {
    meta: {},
    sendEvent: (error, extra) => tell(4, error, extra),
    ping: () => tell(5),
    consent: (is) => tell(6, (isOn = is)),
  };
  options.consent ?? tell(6, (isOn = 1));
  return api;
}
