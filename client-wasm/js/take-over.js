// How the module takes over from the stub (`early.js`), wherever it comes from.

/** What the module is told (`src/client.rs`). */
const CONSENT = 6;

/** @param {(ownFetch: Function) => Promise<Function> | Function} load gives the module's one
 *    function, `start`
 *  @returns `begin`, which the stub calls, perhaps more than once: what it is told from then
 *    on, it tells the function that this gives. It throws where the module cannot run. */
export function taker(load) {
  let begun;
  return (...stub) => (begun ??= takeOver(load, ...stub));
}

/** @param {Function} ownFetch the page's, as it was when the stub came
 *  @param {unknown[][]} records what the stub heard, which a site may take back meanwhile
 *  @param {object} options what the site set up
 *  @param {object} api what the site sees of the client
 *  @param {(how: Function) => void} hook adds or removes the stub's listeners */
async function takeOver(load, ownFetch, records, options, api, hook) {
  const isUrgent = options.load === 'eager' || options.load === 'on-error';
  // No Promise of the page's is needed for that: it may be one of its own.
  if (!isUrgent) await { then: (done) => (globalThis.requestIdleCallback ?? setTimeout)(done) };
  const tell = (await load(ownFetch))(options, api, ownFetch);
  hook(removeEventListener);
  tell(CONSENT, true);
  for (const record of records) tell(...record);
  return tell;
}
