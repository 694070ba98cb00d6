// How the client takes over from the loader (`loader.js`), wherever it comes from.

import { CONSENT } from '../codes.js';
import { base } from './endpoint.js';

/** Waits for what is called when it is there: no Promise of the page's is needed for that. */
const wait = (then) => ({ then });

/** Waits until a page that is rendered ahead is shown: nobody met its errors before. */
const shown = wait((done) => addEventListener('prerenderingchange', done, true));

/** Waits until the page is complete and has nothing to do, or has something to report. */
const idle = wait((done) => {
  const rest = () => (globalThis.requestIdleCallback ?? setTimeout)(done);
  if (document.readyState === 'complete') rest();
  else addEventListener('load', rest);
  addEventListener('error', done, true);
  addEventListener('unhandledrejection', done);
});

/** Calls a function when the document's content was replaced: `document.open()` takes every listener out of it
 *  and out of the window. A listener that is still there is not added twice. */
const comeBack = (hook) => {
  try {
    new MutationObserver(hook).observe(document, { childList: true });
  } catch {
    // A worker has neither, and a page may have one of its own that throws.
  }
};

/** @param {(ownFetch: Function) => Promise<Function> | Function} load gives the module's one
 *    function, `start`
 *  @returns `begin`, which a loader calls, perhaps more than once. It throws where the module
 *    cannot run.
 *
 *  Its arguments: the page's fetch as it was when the loader came, the loader's records, the site's
 *  options, what the site sees, and the function that has the loader report to another from then
 *  on, and returns whether there is consent. */
export function taker(load) {
  let loaded;
  return async (ownFetch, records, options, api, become) => {
    if (records.isTaken) return;
    records.isTaken = true;
    try {
      if (globalThis.document?.prerendering === true) await shown;
      if (options.load === 'idle' && !records[0]) await idle;
      const { consent } = api;
      const endpoint = { value: base(options.endpoint) };
      const start = await (loaded ??= load(ownFetch));
      const tell = start(Object.create(options, { endpoint }), api, ownFetch);
      tell(CONSENT, become(tell));
      for (const record of records.splice(0)) tell(...record);
      comeBack(() => {
        try {
          // The loader hooks the page again, and what else it tells then was told before.
          if (become(Boolean)) consent(true);
        } catch {
          // A page may have replaced how it is listened to.
        }
        // The module's own hooks (`page.js`).
        tell(CONSENT, become(tell), true);
      });
    } catch (error) {
      loaded = undefined;
      records.isTaken = false;
      throw error;
    }
  };
}
