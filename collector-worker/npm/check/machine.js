// The machine below a collector: open files, the clock, swap. Where the system does not tell, that is a
// note and no failure.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

import { ENOUGH_FILES, mostFiles } from '../run/limits.js';
import { note, ok, warning } from './finding.js';

/** The share of open files from which on a busy hour may reach the limit. */
const MOST_USED = 0.8;

/** @param {number | undefined} workerd the process that runs */
export function checkMachine(workerd) {
  return [openFiles(workerd), clock(), swap()];
}

function openFiles(workerd) {
  const action = `raise the hard limit to ${ENOUGH_FILES} or more (\`ulimit -Hn\`, or LimitNOFILE= of a systemd service), and restart`;
  const limit = limitOf(workerd) ?? mostFiles();
  const used = workerd === undefined ? undefined : countFiles(workerd);
  const text = `${used ?? 'some'} of ${limit === Number.POSITIVE_INFINITY ? 'any number of' : limit} files are open`;
  if (limit < ENOUGH_FILES) return warning('descriptors', `${text}: about ${Math.floor(limit / 2)} connections are the most`, action);
  if (used !== undefined && used > limit * MOST_USED) return warning('descriptors', text, action);
  return ok('descriptors', text);
}

function limitOf(workerd) {
  const limits = readSystem(`/proc/${workerd}/limits`);
  const soft = limits?.match(/^Max open files\s+(\d+)/m)?.[1];
  return soft === undefined ? undefined : Number(soft);
}

function countFiles(workerd) {
  try {
    return readdirSync(`/proc/${workerd}/fd`).length;
  } catch {
    return undefined;
  }
}

/** Midnight, retention and every alarm go by the clock. */
function clock() {
  const now = new Date().toISOString();
  const asked = spawnSync('timedatectl', ['show', '--property=NTPSynchronized', '--value'], { encoding: 'utf8' });
  switch (asked.stdout?.trim()) {
    case 'yes':
      return ok('clock', `${now}, which the network keeps right`);
    case 'no':
      return warning('clock', `${now}; nothing keeps it right`, 'turn on a time service (`timedatectl set-ntp true`, chrony)');
    default:
      return note('clock', `${now}; this system does not say whether that is kept right`, 'compare it with another clock');
  }
}

/** The salt of the day is in memory, and must not reach a disk. */
function swap() {
  const swaps = readSystem('/proc/swaps');
  if (swaps === undefined) return note('swap', 'this system does not say where it is', 'encrypt it, or turn it off');
  const onDisk = swaps.split('\n').slice(1).filter((line) => line && !line.startsWith('/dev/zram'));
  if (!onDisk.length) return ok('swap', 'there is none on a disk');
  const action = 'turn it off or encrypt it, or set MemorySwapMax=0 in the service: it may hold the salt of the day';
  return warning('swap', `memory may be written to ${onDisk[0].split(/\s+/)[0]}`, action);
}

function readSystem(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
