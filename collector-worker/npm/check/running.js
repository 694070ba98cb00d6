// Whether a collector runs on the data folder, and what it says of itself.
import { AdminApi } from '../run/admin.js';
import { readNote } from '../run/lock.js';
import { failure, note, ok, warning } from './finding.js';

/** What to do about each error of `/health`. */
const ACTIONS = {
  disk_full: 'make room on the disk; the collector goes on by itself',
  newer_data: 'start the newer version that wrote the data, or restore a backup of this one',
  corrupt_data: 'restore the database from a backup; its log line says which it is',
};

/**
 * @param {string} folder
 * @returns {Promise<{findings: import('./finding.js').Finding[], api?: AdminApi, workerd?: number}>}
 */
export async function checkRunning(folder) {
  const { processes, address, dashboard } = readNote(folder);
  if (!address) {
    return { findings: [note('collector', `none runs on ${folder}`, 'start it, or set DATA_DIR to the folder of the one that runs')] };
  }
  const [starter, workerd] = processes;
  const api = new AdminApi(address, '', dashboard);
  const health = await api.health();
  if (!health) {
    const action = 'look at its log, and restart it; if it runs in a container, run this in there';
    return { findings: [failure('collector', `process ${starter} is noted at ${address}, and does not answer`, action)] };
  }
  const findings = [];
  if (health.status === 200) findings.push(ok('collector', `process ${starter}, its workerd ${workerd}, stores at ${address}`));
  else {
    const { code = `status ${health.status}`, message = '' } = health.error;
    findings.push(failure('collector', `${code}: ${message}`, ACTIONS[code] ?? 'look at its log'));
  }
  for (const { code, message } of health.body.warnings ?? []) {
    findings.push(warning('collector', `${code}: ${message}`, 'set the clock right, and then restart the collector'));
  }
  return { findings, api, workerd };
}
