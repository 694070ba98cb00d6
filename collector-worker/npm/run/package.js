// Where the files of this package are, and the program that runs them. Nothing is ever written here:
// an installation may be read-only.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { because } from './refusal.js';

/** The folder of this package. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The folder in which workerd runs: its configuration names its modules and `../assets` from here. */
export const COLLECTOR = join(ROOT, 'collector');

/** The command itself, for a service's unit. */
export const COMMAND = join(ROOT, 'command.js');

/** The version of this package. */
export const VERSION = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;

/**
 * The program itself: npm's launcher would stand between us and its signals.
 * @returns {string}
 */
export function workerdProgram() {
  try {
    return createRequire(import.meta.url)('workerd').default;
  } catch (error) {
    throw because('workerd is not installed for this machine; install this package again, without --omit=optional', error);
  }
}
