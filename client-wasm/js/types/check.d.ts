/** What was found, in words, and what to do about it. */
export interface Finding {
  /** What was looked at: `script`, `module`, `connection`, `CORS`, `key`, `origin`, `endpoint`. */
  name: string;
  status: 'ok' | 'warning' | 'failure';
  text: string;
  action?: string;
}

/**
 * Looks whether the client works on this page: script, module, Content-Security-Policy, CORS, key,
 * origin and endpoint. Prints what it found to the console, and gives it.
 *
 * @param endpoint as in `setup()`; by default that of this page's tag or `setup()`
 */
export function check(endpoint?: string): Promise<Finding[]>;
