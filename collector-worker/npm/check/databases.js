// Every database: whether it is whole, its size, the alarms that its objects wait for, the last event.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { findDatabases, findFault, readRows } from '../backup/database.js';
import { megabytes } from '../backup/words.js';
import { OBJECTS } from '../run/data.js';
import { failure, note, ok, warning } from './finding.js';

/** The class of the objects that hold projects. */
const PROJECTS = 'corncrake-project/';
/** The runtime's own database of each class: when alarms ring. */
const ALARMS = 'metadata.sqlite';
/** An alarm that is later than this was not rung. */
const LATE_MS = 600_000;
const NANOSECONDS = 1_000_000;

/**
 * @param {string} folder
 * @param {boolean} isRunning
 * @returns {Promise<{findings: import('./finding.js').Finding[]}>}
 */
export async function checkDatabases(folder, isRunning) {
  const objects = join(folder, OBJECTS);
  const names = findDatabases(objects);
  if (!names.length) return { findings: [note('databases', 'there are none yet')] };
  const whole = await integrity(objects, names);
  // What is damaged cannot be asked.
  if (whole.some((finding) => finding.status === 'failure')) return { findings: whole };
  return { findings: [...whole, await alarms(objects, names, isRunning), await lastEvent(objects, names)] };
}

async function integrity(objects, names) {
  const findings = [];
  let bytes = 0;
  let largest = { name: '', size: 0 };
  for (const name of names) {
    const path = join(objects, name);
    const fault = await findFault(path);
    if (fault && existsSync(path)) {
      findings.push(failure('databases', `${name}: ${fault}`, 'stop the collector, and restore this database from a backup'));
    }
    const size = [path, `${path}-wal`].reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
    bytes += size;
    if (size > largest.size) largest = { name, size };
  }
  const text = `${names.length} have ${megabytes(bytes)}, the largest ${megabytes(largest.size)} (${largest.name})`;
  return findings.length ? findings : [ok('databases', `${text}; SQLite finds no fault`)];
}

async function alarms(objects, names, isRunning) {
  const times = [];
  for (const name of names.filter((name) => name.endsWith(ALARMS))) {
    const rows = await readRows(join(objects, name), 'SELECT CAST(scheduled_time AS REAL) AS at FROM _cf_ALARM');
    times.push(...rows.map((row) => row.at / NANOSECONDS));
  }
  if (!times.length) return note('alarms', 'none is set, as there is no project with data yet');
  const next = new Date(Math.min(...times)).toISOString();
  const late = times.filter((at) => at < Date.now() - LATE_MS).length;
  if (late && isRunning) {
    return warning('alarms', `${late} of ${times.length} should have rung, the first at ${next}`, 'restart the collector, and look at its log: hashes and old events are deleted by them');
  }
  if (late) return note('alarms', `${late} of ${times.length} wait for a start, the first since ${next}`, 'start the collector');
  return ok('alarms', `${times.length} are set, the next at ${next}`);
}

async function lastEvent(objects, names) {
  let last = 0;
  for (const name of names.filter((name) => name.startsWith(PROJECTS) && !name.endsWith(ALARMS))) {
    const path = join(objects, name);
    const tables = await readRows(path, "SELECT 1 FROM sqlite_schema WHERE name = 'issue'");
    const rows = tables.length ? await readRows(path, 'SELECT max(last_seen) AS last FROM issue') : [];
    last = Math.max(last, rows[0]?.last ?? 0);
  }
  if (!last) return note('last event', 'there is none', 'open the install page of a project, which looks for the first one');
  const at = new Date(last).toISOString();
  if (last > Date.now() + LATE_MS) return warning('last event', `${at}, which lies ahead`, 'set the clock right, and restart the collector');
  return ok('last event', at);
}
