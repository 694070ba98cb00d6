// The lock of a data folder, so that two collectors never write the same databases.
//
// Node has no locks, so `flock` (util-linux) takes one on a file that we opened: it belongs to the
// opened file, which workerd inherits, and ends with the last process that has it open, however that
// ends. Where there is no `flock` (macOS), the processes that are noted in the file decide; two starts
// in the same moment are then not told apart.
import { spawnSync } from 'node:child_process';
import { closeSync, constants, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { because, Refusal } from './refusal.js';

/** The exit code by which `flock` says that another process has it. */
const IS_TAKEN = 1;

/** The lock, as long as `file` is open here or in a process that inherited it. */
export class Lock {
  /**
   * Locks the folder, or fails with the process that holds it.
   * @param {string} folder
   */
  constructor(folder) {
    const path = join(folder, 'lock');
    try {
      this.file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    } catch (error) {
      throw because(`cannot open ${path}`, error);
    }
    const noted = readNote(folder);
    const stdio = /** @type {const} */ (['ignore', 'ignore', 'ignore']);
    const tried = spawnSync('flock', ['-n', '3'], { stdio: [...stdio, this.file] });
    const isTaken = tried.status === IS_TAKEN || (tried.status !== 0 && noted.processes.some(runs));
    if (isTaken) {
      this.release();
      const [starter, workerd] = noted.processes;
      const child = workerd ? `, its workerd ${workerd}` : '';
      const who = starter ? ` (process ${starter}${child})` : '';
      throw new Refusal(`another collector${who} is using ${folder}; stop it or set DATA_DIR`);
    }
    this.note(String(process.pid));
  }

  /**
   * Notes who uses the folder, for the message that it is in use and for other commands. A full disk
   * is no reason not to start.
   * @param {string} text
   */
  note(text) {
    try {
      ftruncateSync(this.file);
      writeSync(this.file, `${text}\n`, 0);
      fsyncSync(this.file);
    } catch {}
  }

  /** Lets others have it, unless a child inherited it. */
  release() {
    closeSync(this.file);
  }
}

/**
 * What the lock of a folder notes: processes, the address of a collector that is ready, and the
 * dashboard's own address where it has one.
 * @param {string} folder
 */
export function readNote(folder) {
  let words = [];
  try {
    words = readFileSync(join(folder, 'lock'), 'utf8').split(/\s+/).filter(Boolean);
  } catch {}
  const processes = words.map(Number).filter((id) => Number.isSafeInteger(id) && id > 0);
  const isRunning = processes.some(runs);
  const [address, dashboard] = isRunning ? words.filter((word) => URL.canParse(word)) : [];
  return { processes, address, dashboard };
}

/**
 * Whether a process other than this one is there.
 * @param {number} id
 */
function runs(id) {
  if (id === process.pid) return false;
  try {
    return process.kill(id, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
