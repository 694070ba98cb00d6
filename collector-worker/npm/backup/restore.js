// `corncrake-collector restore FILE`: fills an empty data folder from a backup. Until all of it is there
// and on the disk, the folder holds `restoring`, and no collector starts in it.
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar';

import { lockData, OBJECTS, RESTORING } from '../run/data.js';
import { closeNewFiles } from '../run/limits.js';
import { KEY_FILE } from '../run/own-project.js';
import { because, Refusal } from '../run/refusal.js';
import { dataFolder } from '../run/settings.js';
import { TOKEN_FILE } from '../run/token.js';
import { sync } from '../run/whole-file.js';
import { listFiles } from './backup.js';
import { findFault } from './database.js';
import { compareFiles, MANIFEST, readManifest } from './manifest.js';

/** What may stand in a backup, beside its manifest; the databases come last. */
const CONTENT = [KEY_FILE, TOKEN_FILE, OBJECTS];
/** A database in it. */
const DATABASE = /^objects\/[\w-]+\/[\w-]+\.sqlite$/;

/**
 * Brings a backup back.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} name
 */
export async function restore(env, name) {
  closeNewFiles();
  const [folder, file] = [dataFolder(env), resolve(name)];
  if (!existsSync(file)) throw new Refusal(`there is no file ${file}`);
  const lock = lockData(folder);
  try {
    emptyOf(folder);
    const restoring = join(folder, RESTORING);
    mkdirSync(restoring);
    sync(folder);
    try {
      const manifest = await unpack(file, restoring);
      for (const part of CONTENT.filter((part) => existsSync(join(restoring, part)))) {
        renameSync(join(restoring, part), join(folder, part));
      }
      sync(folder);
      rmSync(restoring, { recursive: true });
      sync(folder);
      const databases = manifest.files.filter((entry) => DATABASE.test(entry.name)).length;
      console.log(`${folder} has ${databases} databases as of ${manifest.time}; start the collector now`);
    } catch (error) {
      clear(folder);
      throw error instanceof Refusal ? because(`${file} was not restored`, error) : error;
    }
  } finally {
    lock.release();
  }
}

/** Refuses a folder with data; what a restore that was broken off has left is no data. */
function emptyOf(folder) {
  if (existsSync(join(folder, RESTORING))) clear(folder);
  const there = readdirSync(folder).filter((name) => name !== 'lock');
  if (there.length) {
    throw new Refusal(`${folder} is not empty (${there[0]}): a restore never replaces data; set DATA_DIR to another folder`);
  }
}

/** The sign that the folder is not whole goes last. */
function clear(folder) {
  for (const part of [...CONTENT, RESTORING]) rmSync(join(folder, part), { recursive: true, force: true });
}

/** Unpacks all of it, and checks every file. */
async function unpack(file, restoring) {
  const isKnown = (path) => path === MANIFEST || DATABASE.test(path) || path === KEY_FILE || path === TOKEN_FILE;
  let foreign;
  const reader = extract({
    cwd: restoring,
    strict: true,
    // Nothing else is written. A filter must not throw: it runs while a stream is read.
    filter: (path, entry) => {
      const belongs = isKnown(path) && /** @type {any} */ (entry).type === 'File';
      if (!belongs) foreign ??= path;
      return belongs;
    },
  });
  try {
    await pipeline(createReadStream(file), reader);
  } catch (error) {
    throw new Refusal(`it is no whole backup: ${error.message}`);
  }
  if (foreign !== undefined) throw new Refusal(`${foreign} does not belong into a backup`);
  if (!existsSync(join(restoring, MANIFEST))) throw new Refusal('it is no backup of Corncrake');
  const manifest = readManifest(readFileSync(join(restoring, MANIFEST), 'utf8'));
  const found = listFiles(restoring).filter((name) => name !== MANIFEST);
  await compareFiles(restoring, manifest, found);
  for (const name of found) sync(join(restoring, name));
  for (const name of found.filter((name) => DATABASE.test(name))) {
    const fault = await findFault(join(restoring, name));
    if (fault) throw new Refusal(`${name} is damaged: ${fault}`);
  }
  return manifest;
}
