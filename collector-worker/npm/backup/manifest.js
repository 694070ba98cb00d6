// What a backup says of itself: the first file in it, by which a restore knows that all of it is there.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { Refusal } from '../run/refusal.js';

/** The file in the archive. */
export const MANIFEST = 'corncrake-backup.json';
/** The version of the format. A change of what stands in it is a new one. */
export const FORMAT = 1;

/**
 * @typedef {object} Manifest
 * @property {number} format
 * @property {string} version of the package that wrote it
 * @property {string} time when it was begun, in UTC
 * @property {{name: string, sha256: string}[]} files
 */

/**
 * The digest of a file.
 * @param {string} path
 * @returns {Promise<string>}
 */
export async function digest(path) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/**
 * Reads the text of a manifest.
 * @param {string} text
 * @returns {Manifest}
 */
export function readManifest(text) {
  const manifest = JSON.parse(text);
  if (manifest.format !== FORMAT) {
    throw new Refusal(`it has format ${manifest.format}, and this version reads ${FORMAT}: use corncrake-collector ${manifest.version}`);
  }
  return manifest;
}

/**
 * Refuses a folder whose files are not exactly those of the manifest.
 * @param {string} folder
 * @param {Manifest} manifest
 * @param {string[]} found
 */
export async function compareFiles(folder, manifest, found) {
  const names = new Set(manifest.files.map((file) => file.name));
  const foreign = found.find((name) => !names.has(name));
  if (foreign) throw new Refusal(`${foreign} does not belong to it`);
  for (const { name, sha256 } of manifest.files) {
    if (!found.includes(name)) throw new Refusal(`${name} is missing: it is only a part`);
    if ((await digest(join(folder, name))) !== sha256) throw new Refusal(`${name} was changed`);
  }
}
