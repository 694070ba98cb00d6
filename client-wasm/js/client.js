// What is loaded when a page has nothing to do, or has an error to tell: the module, and the
// code that wasm-bindgen makes for it. It takes over from the stub (`early.js`).

import init, { start } from '#glue';

let begun;

/** Takes over, once: what the stub is told from then on it tells the function that comes back. */
export const begin = (...stub) => (begun ??= takeOver(...stub));

async function takeOver(options, api, hook, records) {
  const isUrgent = options.load === 'eager' || options.load === 'on-error';
  if (!isUrgent) await new Promise(globalThis.requestIdleCallback ?? setTimeout);
  await init();
  const tell = start(options, api);
  hook(removeEventListener);
  tell(6, true);
  for (const record of records) tell(...record);
  return tell;
}
