// `corncrake-collector backup FILE`: one file with every database, each as it is at one moment, while the
// collector runs or is stopped. The file has its name once it is whole and on the disk. The salt is never
// in it, nor a hash of a visitor; the admin token is, if it is asked for.
import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { create } from 'tar';

import { OBJECTS } from '../run/data.js';
import { closeNewFiles } from '../run/limits.js';
import { KEY_FILE } from '../run/own-project.js';
import { VERSION } from '../run/package.js';
import { because, Refusal } from '../run/refusal.js';
import { dataFolder } from '../run/settings.js';
import { TOKEN_FILE } from '../run/token.js';
import { sync } from '../run/whole-file.js';
import { copyDatabase, findDatabases, forgetVisitors } from './database.js';
import { digest, FORMAT, MANIFEST } from './manifest.js';
import { megabytes } from './words.js';

/** Between the name of a backup and the process that writes it, while it is not whole. */
const PARTIAL = '.partial-';
/** Text and numbers: more effort takes longer and gains little. */
const GZIP = { level: 4 };

/**
 * Writes a backup.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} name
 * @param {boolean} withToken
 */
export async function backup(env, name, withToken) {
  closeNewFiles();
  const [began, time] = [performance.now(), new Date().toISOString()];
  const folder = dataFolder(env);
  const file = resolve(name);
  const databases = findDatabases(join(folder, OBJECTS));
  if (!databases.length) throw new Refusal(`there is nothing to back up in ${folder}; set DATA_DIR`);
  if (existsSync(file)) throw new Refusal(`${file} exists; name another file`);
  removeAbandoned(file);
  const partial = `${file}${PARTIAL}${process.pid}`;
  try {
    mkdirSync(partial);
  } catch (error) {
    throw because(`cannot write beside ${file}`, error);
  }
  try {
    refuseFullDisk(partial, folder, databases);
    const content = join(partial, 'content');
    await copyContent(folder, content, databases, withToken);
    await pack(content, join(partial, 'archive'), time);
    // A link never takes the place of a file that came meanwhile, as a renaming would.
    linkSync(join(partial, 'archive'), file);
    sync(dirname(file));
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  const token = withToken ? 'with' : 'without';
  console.log(`${file} has ${databases.length} databases, ${token} the admin token: ${megabytes(statSync(file).size)} after ${seconds} s`);
}

/** What a backup that was killed has left is not needed by anybody. */
function removeAbandoned(file) {
  const start = basename(file) + PARTIAL;
  const left = existsSync(dirname(file)) ? readdirSync(dirname(file)) : [];
  for (const name of left.filter((name) => name.startsWith(start))) {
    try {
      process.kill(Number(name.slice(start.length)), 0);
    } catch (error) {
      if (error.code === 'ESRCH') rmSync(join(dirname(file), name), { recursive: true });
    }
  }
}

/** Copies and the archive lie beside each other for a moment. */
function refuseFullDisk(partial, folder, databases) {
  const size = (name) => statSync(join(folder, OBJECTS, name), { throwIfNoEntry: false })?.size ?? 0;
  const needed = 2 * databases.reduce((sum, name) => sum + size(name), 0);
  const { bavail, bsize } = statfsSync(partial);
  if (bavail * bsize >= needed) return;
  throw new Refusal(`the disk has ${megabytes(bavail * bsize)} left, and a backup may need ${megabytes(needed)}; name a file on another disk`);
}

async function copyContent(folder, content, databases, withToken) {
  for (const name of databases) {
    const copy = join(content, OBJECTS, name);
    mkdirSync(dirname(copy), { recursive: true });
    if (await copyDatabase(join(folder, OBJECTS, name), copy)) await forgetVisitors(copy);
  }
  for (const name of withToken ? [KEY_FILE, TOKEN_FILE] : [KEY_FILE]) {
    if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(content, name));
    else if (name === TOKEN_FILE) throw new Refusal(`${folder} has no token: the environment gives it`);
  }
}

/** Writes the archive, the manifest first. */
async function pack(content, archive, time) {
  const names = listFiles(content);
  const files = [];
  for (const name of names) files.push({ name, sha256: await digest(join(content, name)) });
  const manifest = { format: FORMAT, version: VERSION, time, files };
  writeFileSync(join(content, MANIFEST), JSON.stringify(manifest, null, 2));
  await create({ file: archive, cwd: content, gzip: GZIP, portable: true, strict: true }, [MANIFEST, ...names]);
  sync(archive);
}

/**
 * The files below a folder, by their paths in it.
 * @param {string} folder
 * @returns {string[]}
 */
export function listFiles(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) =>
    entry.isDirectory() ? listFiles(join(folder, entry.name)).map((name) => `${entry.name}/${name}`) : [entry.name],
  );
}
