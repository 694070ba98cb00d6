// Listens from the first byte, until the module takes over. It sends nothing and looks at
// nothing: it keeps what it is handed, at most a page's worth, for the module to read.

import { wrap } from './console.js';

/** Records that wait: as many as the module would send for one page. */
const RECORDS = 50;

/** @param {boolean} consoleErrors whether console.error is listened to as well
 *  @param {() => void} onRecord called after each record */
export function listen(consoleErrors, onRecord) {
  const records = [];
  const add = (type, value, extra) => {
    if (records.length < RECORDS) {
      records.push({ type, value, extra, uri: location.href });
      onRecord();
    }
  };
  const onError = (event) => add(1, event);
  const onRejection = (event) => add(2, event);
  // In the capture phase: what failed to load is heard of nowhere else.
  addEventListener('error', onError, true);
  addEventListener('unhandledrejection', onRejection, true);
  const unwrap = consoleErrors ? wrap((args, here) => add(3, args, here)) : () => {};
  return {
    records,
    add,
    stop() {
      removeEventListener('error', onError, true);
      removeEventListener('unhandledrejection', onRejection, true);
      unwrap();
    },
  };
}
