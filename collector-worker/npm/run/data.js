// The data folder of a collector on one machine: the objects' databases and the admin token, readable
// by its owner only. Everything that a collector writes is in it.
import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { Lock } from './lock.js';
import { because, Refusal } from './refusal.js';
import { openToken } from './token.js';

/** The folder of the databases, in the data folder. */
export const OBJECTS = 'objects';
/** The folder that a restore fills, in the data folder; it is there until that is done. */
export const RESTORING = 'restoring';
/** Rights of everybody but the owner. */
const OF_OTHERS = 0o077;

/**
 * Makes the folder where there is none, and locks it.
 * @param {string} folder
 */
export function lockData(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw because(`cannot make the data folder ${folder}`, error);
  }
  closeToOthers(folder);
  return new Lock(folder);
}

/**
 * Opens the folder for a collector: it is locked, and has a token.
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
export function openData(folder, env) {
  const lock = lockData(folder);
  if (existsSync(join(folder, RESTORING))) {
    throw new Refusal(
      `a restore into ${folder} was broken off; run it again, or empty the folder for a new start`,
    );
  }
  const objects = join(folder, OBJECTS);
  try {
    mkdirSync(objects, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw because(`cannot make the data folder ${objects}`, error);
  }
  closeToOthers(objects);
  return { folder, objects, lock, token: openToken(folder, env) };
}

/** @typedef {ReturnType<typeof openData>} Data */

/**
 * Makes a folder its owner's only: an earlier version, or a backup that was brought back, may have left
 * it open to others. Where it is somebody else's, that is for them to do.
 * @param {string} folder
 */
function closeToOthers(folder) {
  if ((statSync(folder).mode & OF_OTHERS) === 0) return;
  try {
    chmodSync(folder, 0o700);
  } catch {
    console.error(`warning: others may look into ${folder}, and its owner is another user`);
  }
}
