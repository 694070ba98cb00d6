// The databases of a data folder beside a collector that runs: by SQLite itself, with its locks, so that
// what is read is one moment of each. Nothing of what is stored is ever changed from here.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { because } from '../run/refusal.js';

/** The class of objects whose database is never read: it is about the salt. */
const SALT = 'corncrake-salt';
/** The end of a database's name; beside it lie its journals. */
const ENDING = '.sqlite';
/** How long a database may be held by a writer. */
const WAITS_MS = 10_000;

/** Tables with hashes of today's visitors, which are of no use under another salt. */
export const VISITORS = ['session', 'issue_session', 'release_session', 'report'];

/** SQLite: Node 20 has none of its own. */
async function sqlite() {
  try {
    return (await import('libsql')).default;
  } catch (error) {
    throw because('SQLite (the npm package libsql) is not installed for this machine; install this package again, without --omit=optional', error);
  }
}

/**
 * The databases below a folder of objects, without the salt's, as `class/name.sqlite`.
 * @param {string} objects
 */
export function findDatabases(objects) {
  const classes = existsSync(objects) ? readdirSync(objects, { withFileTypes: true }) : [];
  const found = classes
    .filter((entry) => entry.isDirectory() && entry.name !== SALT)
    .flatMap(({ name }) => readdirSync(join(objects, name)).map((file) => `${name}/${file}`));
  // The directory comes last: a project that it lists may be empty, but none is unknown to it.
  const isDirectory = (name) => Number(name.startsWith('corncrake-directory/'));
  const databases = found.filter((name) => name.endsWith(ENDING)).sort();
  return databases.sort((one, other) => isDirectory(one) - isDirectory(other));
}

/**
 * Copies a database as it is at one moment, whatever a collector writes meanwhile; free space, and what
 * was deleted and not yet overwritten in it, stay behind.
 * @param {string} from
 * @param {string} to
 * @returns {Promise<boolean>} whether it is still there
 */
export async function copyDatabase(from, to) {
  const database = await open(from, 'ro');
  if (!database) return false;
  try {
    database.prepare('VACUUM INTO ?').run(to);
  } catch (error) {
    throw because(`cannot copy ${from}`, error);
  } finally {
    database.close();
  }
  return true;
}

/**
 * Writes a database again without free space and what was deleted, and its log into it.
 * @param {string} path
 * @returns {Promise<boolean>} whether it is still there
 */
export async function vacuumDatabase(path) {
  const database = await open(path, 'rw');
  if (!database) return false;
  try {
    database.prepare('VACUUM').run();
    // Until then the old pages are in the file, and the new ones in the log.
    const [checkpoint] = rows(database, 'PRAGMA wal_checkpoint(TRUNCATE)');
    if (checkpoint.busy) throw new Error('it is read without a pause, so its log stays');
  } finally {
    database.close();
  }
  return true;
}

/**
 * Takes today's visitors out of a copy, so that no hash lives in a backup after its day.
 * @param {string} copy
 */
export async function forgetVisitors(copy) {
  const database = await open(copy, 'rw');
  if (!database) throw new Error(`${copy} is gone`);
  try {
    const tables = rows(database, "SELECT name FROM sqlite_schema WHERE type = 'table'");
    const names = tables.map((table) => table.name).filter((name) => VISITORS.includes(name));
    // Rows are overwritten, not only marked as free.
    database.exec(`PRAGMA secure_delete = ON; ${names.map((name) => `DELETE FROM ${name}`).join('; ')}`);
  } finally {
    database.close();
  }
}

/**
 * The first fault of a database by SQLite's own check, or undefined. It reads all of it.
 * @param {string} path
 * @returns {Promise<string | undefined>}
 */
export async function findFault(path) {
  try {
    const database = await open(path, 'ro');
    if (!database) return 'it is not there';
    try {
      const [first] = rows(database, 'PRAGMA quick_check(1)');
      return first.quick_check === 'ok' ? undefined : first.quick_check;
    } finally {
      database.close();
    }
  } catch (error) {
    return error.message;
  }
}

/**
 * Reads rows.
 * @param {string} path
 * @param {string} query
 * @returns {Promise<any[]>}
 */
export async function readRows(path, query) {
  const database = await open(path, 'ro');
  if (!database) return [];
  try {
    return rows(database, query);
  } finally {
    database.close();
  }
}

/** @returns {any[]} */
const rows = (database, query) => database.prepare(query).all();

/**
 * Undefined where the file is gone: a project may be deleted at any moment.
 * @param {string} path
 * @param {'ro' | 'rw'} mode
 */
async function open(path, mode) {
  const Database = await sqlite();
  try {
    return new Database(`${pathToFileURL(path).href}?mode=${mode}`, /** @type {any} */ ({ timeout: WAITS_MS }));
  } catch (error) {
    if (!existsSync(path)) return undefined;
    throw because(`cannot open ${path}`, error);
  }
}
