// The data folder: owner, rights, and room on its disk.
import { existsSync, lstatSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { megabytes } from '../backup/words.js';
import { RESTORING } from '../run/data.js';
import { failure, ok, warning } from './finding.js';

/** Rights of everybody but the owner. */
const OF_OTHERS = 0o077;
/** Room below which a busy collector has days, not weeks. */
const LITTLE_BYTES = 1_000_000_000;
/** Room below which writes may fail at any moment: SQLite's journals need some as well. */
const NO_BYTES = 50_000_000;
/** Files and folders below the data folder that are named at most. */
const MOST_NAMED = 3;

/** @param {string} folder */
export function checkFolder(folder) {
  if (!existsSync(folder)) {
    return [failure('folder', `there is no ${folder}`, 'set DATA_DIR, or start a collector, which makes it')];
  }
  const findings = [ownership(folder), room(folder)];
  if (existsSync(join(folder, RESTORING))) {
    findings.push(failure('restore', 'one was broken off', 'run restore again, or empty the folder'));
  }
  return findings;
}

function ownership(folder) {
  const owner = statSync(folder).uid;
  const own = process.getuid?.();
  const paths = [folder, ...below(folder)];
  const foreign = paths.filter((path) => lstatSync(path, { throwIfNoEntry: false })?.uid !== owner && existsSync(path));
  if (foreign.length) {
    return failure('folder', `${named(foreign)} of another user than ${folder}`, `chown -R --reference=${folder} ${folder}`);
  }
  // The data folder itself keeps others out of all that is in it.
  if (lstatSync(folder).mode & OF_OTHERS) {
    return failure('folder', `others may look into ${folder}`, `chmod 700 ${folder}`);
  }
  const open = paths.filter((path) => (lstatSync(path, { throwIfNoEntry: false })?.mode ?? 0) & OF_OTHERS);
  if (open.length) return warning('folder', `${named(open)} open to others`, `chmod -R go= ${folder}`);
  if (own !== undefined && own !== 0 && own !== owner) {
    return warning('folder', `${folder} is of user ${owner}, and this runs as ${own}`, 'run this as that user');
  }
  return ok('folder', `${folder} is of user ${owner} alone`);
}

/** @returns {string[]} */
function below(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? [path, ...below(path)] : [path];
  });
}

function named(paths) {
  const more = paths.length > MOST_NAMED ? ` and ${paths.length - MOST_NAMED} more` : '';
  return `${paths.slice(0, MOST_NAMED).join(', ')}${more} ${paths.length > 1 ? 'are' : 'is'}`;
}

function room(folder) {
  const { bavail, bsize, blocks, ffree, files } = statfsSync(folder);
  const left = bavail * bsize;
  const text = `${megabytes(left)} of ${megabytes(blocks * bsize)} are left`;
  const action = 'make room, or lower the retention or the megabytes of projects';
  if (left < NO_BYTES) return failure('disk', text, action);
  if (left < LITTLE_BYTES) return warning('disk', text, action);
  if (files > 0 && ffree < files / 100) return warning('disk', `${text}, but only ${ffree} files more`, 'remove small files');
  return ok('disk', text);
}
