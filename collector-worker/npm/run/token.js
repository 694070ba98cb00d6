// The admin token: of the environment, or made at the first start and readable by its owner only.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { because, Refusal } from './refusal.js';
import { variable } from './settings.js';
import { writeWhole } from './whole-file.js';

/** Random bytes of a token that we make: nobody guesses 256 bits. */
const TOKEN_BYTES = 32;
/** Characters that a token must have: fewer can be guessed. The collector refuses them, too. */
const LEAST_CHARACTERS = 20;

/** The file of a token that was made. */
export const TOKEN_FILE = 'admin-token';

/**
 * @typedef {object} AdminToken
 * @property {string} token
 * @property {string | undefined} file where it is stored, unless the environment gave it
 */

/**
 * The token of a data folder, which is made where there is none.
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @returns {AdminToken}
 */
export function openToken(folder, env) {
  for (const name of ['ADMIN_TOKEN', 'METRICS_TOKEN']) check(env[name] ?? '', name);
  const found = findToken(folder, env);
  if (found) return found;
  const file = join(folder, TOKEN_FILE);
  const token = randomBytes(TOKEN_BYTES).toString('hex');
  writeWhole(file, `${token}\n`);
  return { token, file };
}

/**
 * The token that a collector on this folder has, if there is one.
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @returns {AdminToken | undefined}
 */
export function findToken(folder, env) {
  const given = variable(env, 'ADMIN_TOKEN');
  if (given) return { token: given, file: undefined };
  const file = join(folder, TOKEN_FILE);
  let token;
  try {
    token = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw because(`cannot read ${file}`, error);
  }
  if (!token) throw new Refusal(`${file} is empty; remove it for a new token`);
  check(token, `the token in ${file}`);
  return { token, file };
}

/**
 * Refuses a token that is too short to be safe.
 * @param {string} token
 * @param {string} what
 */
function check(token, what) {
  const characters = [...token.trim()].length;
  if (characters === 0 || characters >= LEAST_CHARACTERS) return;
  throw new Refusal(
    `${what} has ${characters} characters, which can be guessed: it must have at least ` +
      `${LEAST_CHARACTERS}\nwithout one, a token is made`,
  );
}
