// `corncrake-collector vacuum`: writes each database again without what was deleted from it, so that no
// byte of that is left in the files; also while the collector runs, whose requests wait meanwhile. The
// salt's database is not touched.
import { existsSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { findDatabases, vacuumDatabase } from '../backup/database.js';
import { megabytes } from '../backup/words.js';
import { OBJECTS } from '../run/data.js';
import { closeNewFiles } from '../run/limits.js';
import { Refusal } from '../run/refusal.js';
import { dataFolder } from '../run/settings.js';

/** The runtime's own database of alarms, which has times alone; it expects nobody else to write there. */
const OF_THE_RUNTIME = '/metadata.sqlite';
/** Room beside a database: for a moment there are its new pages, in a temporary file and in its log. */
const COPIES = 2;

/**
 * Rewrites all databases of a data folder, one after the other.
 * @param {NodeJS.ProcessEnv} env
 */
export async function vacuum(env) {
  closeNewFiles();
  const began = performance.now();
  const objects = join(dataFolder(env), OBJECTS);
  if (!existsSync(objects)) throw new Refusal(`there are no databases in ${objects}; set DATA_DIR`);
  // SQLite's temporary file has live data: it stays in the folder that is closed to others.
  process.env.SQLITE_TMPDIR = objects;
  let [rewritten, freed] = [0, 0];
  const failed = [];
  for (const name of findDatabases(objects).filter((name) => !name.endsWith(OF_THE_RUNTIME))) {
    const path = join(objects, name);
    const before = sizeOf(path);
    try {
      refuseFullDisk(objects, before);
      // A project may have been deleted meanwhile.
      if (!(await vacuumDatabase(path))) continue;
      rewritten += 1;
      freed += Math.max(before - sizeOf(path), 0);
    } catch (error) {
      failed.push(`${name}: ${error.message}`);
    }
  }
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  const databases = rewritten === 1 ? '1 database is' : `${rewritten} databases are`;
  console.log(`${databases} rewritten without deleted data: ${megabytes(freed)} freed after ${seconds} s`);
  if (failed.length) throw new Refusal(`not rewritten, so deleted data may be left in them:\n${failed.join('\n')}`);
}

/** Bytes of a database and its log. */
function sizeOf(path) {
  const sizes = [path, `${path}-wal`].map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((sum, size) => sum + size, 0);
}

function refuseFullDisk(folder, size) {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= COPIES * size) return;
  throw new Refusal(`the disk has ${megabytes(bavail * bsize)}, and ${megabytes(COPIES * size)} are needed`);
}
