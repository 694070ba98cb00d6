// The stub, there from the first byte: it listens, keeps what it hears, and loads the module
// when the page has nothing to do or has an error to tell. The module takes over from there.
// Where that never happens, the stub sends the least that helps.
//
// Every visitor loads this first and in full: at most 600 bytes of brotli, so each line is
// weighed. It stores nothing, and sends no text that nothing has scrubbed.

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
  /** Whether nothing is loaded until there is an error. */
  let isLazy = options.load === 'on-error';
  /** Whether there is consent. */
  let isOn;

  /** A string is sent without asking the server before, and no cookie goes along. Under Global
   *  Privacy Control nothing goes: what the site made of that, the module knows. */
  const post = (path, body) =>
    navigator.globalPrivacyControl ||
    ownFetch(options.endpoint + path, { method: 'POST', body, keepalive: true, credentials: 'omit' }).catch(() => {});

  // Nothing has scrubbed a record, so what could need it is not told: of an error only its
  // class, of a script only its path.
  const least = ([type, value]) => {
    try {
      const file = /^http[^?#@]+js/.exec(value.filename);
      return {
        type,
        message: /^\w*/.exec((value.error ?? value.reason ?? value).name)[0],
        stack: file && `${file}:${value.lineno}:${value.colno}`,
      };
    } catch {} // a value may throw when it is looked at
  };
  const leave = () => {
    if (records[0]) post('/batch', JSON.stringify({ events: records.map(least) }));
    records.length = 0;
  };

  const load = async () => {
    try {
      if (isOn) {
        tell = await (await importClient()).begin(options, api, hook, records);
        tell(6, isOn); // which may have been taken back meanwhile
      }
    } catch {
      leave();
    }
  };

  const listeners = {
    error: (event) => tell(1, event),
    unhandledrejection: (event) => tell(2, event),
    load: () => isLazy || load(),
    pagehide: leave,
  };
  // In the capture phase: of what failed to load, nothing else is told.
  const hook = (how) => {
    for (const type in listeners) how(type, listeners[type], true);
  };

  // The module gives another function in its place, which knows the same codes: 1 an error, 2 a
  // rejection, 4 an event of the site's own, 5 a ping, 6 consent.
  let tell = (type, value, extra) => {
    if (type > 5) {
      if (!value) records.length = 0;
      hook((isOn = value) ? addEventListener : removeEventListener);
      // The page's `load` event comes first, mostly; it is past where a tag is added late.
      isLazy || setTimeout(load, options.load === 'eager' ? 0 : 5e3);
      if ('ping' in options) tell(5);
    } else if (type > 4) {
      if (isOn) post('/ping');
    } else if (isOn && !records[49]) {
      records.push([type, value, extra, location.href]);
      isLazy &&= void load(); // once
    }
  };

  const api = {
    meta: {},
    sendEvent: (error, extra) => tell(4, error, extra),
    ping: () => tell(5),
    consent: (is) => tell(6, is),
  };
  options.consent ?? tell(6, 1);
  return api;
}
