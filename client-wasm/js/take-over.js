// How the module takes over from the stub (`early.js`), wherever it comes from.

/** What the module is told (`src/client.rs`). */
const CONSENT = 6;

/** @param {() => Promise<Function> | Function} load gives the module's one function, `start`
 *  @returns `begin`, which the stub calls, perhaps more than once: what it is told from then
 *    on, it tells the function that this gives. It throws where the module cannot run. */
export function taker(load) {
  let begun;
  return (...stub) => (begun ??= takeOver(load, ...stub));
}

/** @param {object} options what the site set up
 *  @param {object} api what the site sees of the client
 *  @param {(how: Function) => void} hook adds or removes the stub's listeners
 *  @param {unknown[][]} records what the stub heard, which a site may take back meanwhile */
async function takeOver(load, options, api, hook, records) {
  const isUrgent = options.load === 'eager' || options.load === 'on-error';
  if (!isUrgent) await new Promise((done) => (globalThis.requestIdleCallback ?? setTimeout)(done));
  const tell = (await load())(options, api);
  hook(removeEventListener);
  tell(CONSENT, true);
  for (const record of records) tell(...record);
  return tell;
}
