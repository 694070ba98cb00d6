// Lines of the console: the level, and the first 100 characters of what is text, which the client
// scrubs. Objects are not looked into.

import { cut } from './text.js';
import { quietly, wrap } from './wrap.js';

const { getOwnPropertyDescriptor } = Object;

const LEVELS = ['debug', 'log', 'info', 'warn', 'error'];
/** Values of a line that are read. */
const VALUES = 10;

/** Whether it is an error. Where an engine can tell, a Proxy is not asked. */
const isError = /** @type {any} */ (Error).isError ?? ((value) => value instanceof Error);

/** What a value reads as, without calling code of the page. */
const readable = (value) => {
  if (isError(value)) {
    const message = getOwnPropertyDescriptor(value, 'message')?.value;
    return typeof message === 'string' ? message : 'Error';
  }
  return value !== null && /^(?:object|function|symbol)$/.test(typeof value) ? `[${typeof value}]` : `${value}`;
};

export function watchConsole(add) {
  const stops = LEVELS.map((level) =>
    wrap(
      globalThis.console,
      level,
      () => {},
      // After the call: an error that the client makes of this line has those before it.
      (result, _, args) => {
        quietly(() => add({ kind: 'console', level, text: cut(args.slice(0, VALUES).map(readable).join(' ')) }));
        return result;
      },
    ),
  );
  return () => {
    for (const stop of stops) stop();
  };
}
