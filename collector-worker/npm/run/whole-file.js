// Small files that are written whole or not at all: a reader while one is written, or after the
// power went, finds the old text or the new one.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

import { because } from './refusal.js';

/**
 * Writes a text, readable by its owner only.
 * @param {string} path
 * @param {string} text
 */
export function writeWhole(path, text) {
  const half = `${path}.new`;
  try {
    // One that was left behind may belong to anybody.
    rmSync(half, { force: true });
    const file = openSync(half, 'wx', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(half, path);
    sync(dirname(path));
  } catch (error) {
    throw because(`cannot write ${path}`, error);
  }
}

/**
 * Waits until a file is on the disk; or a folder, and with it the names in it.
 * @param {string} path
 */
export function sync(path) {
  const opened = openSync(path, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
