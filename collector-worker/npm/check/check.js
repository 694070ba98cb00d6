// `corncrake-collector check`: what an operator looks for when something is wrong, each with what to do.
// It changes nothing, and runs beside a collector or without one.
import { findToken } from '../run/token.js';
import { dataFolder } from '../run/settings.js';
import { VERSION } from '../run/package.js';
import { checkDatabases } from './databases.js';
import { failure, note, ok } from './finding.js';
import { checkFolder } from './folder.js';
import { checkMachine } from './machine.js';
import { checkProxy } from './proxy.js';
import { checkRunning } from './running.js';

/** The mark of each status in front of a line. */
const MARKS = { ok: 'ok     ', note: 'note   ', warning: 'WARNING', failure: 'FAILURE' };

/**
 * Prints all findings; the exit code is 1 if one is a failure.
 * @param {NodeJS.ProcessEnv} env
 * @param {{url?: string, connect?: string, json?: boolean}} options
 */
export async function check(env, options) {
  const folder = dataFolder(env);
  /** @type {import('./finding.js').Finding[]} */
  const findings = [ok('version', `corncrake-collector ${VERSION}, Node ${process.versions.node}`)];
  const running = await attempt('collector', () => checkRunning(folder), findings);
  await attempt('folder', () => ({ findings: checkFolder(folder) }), findings);
  await attempt('machine', () => ({ findings: checkMachine(running?.workerd) }), findings);
  await attempt('databases', () => checkDatabases(folder, running?.workerd !== undefined), findings);
  if (options.url === undefined) {
    findings.push(note('proxy', 'it was not looked at', 'add --url https://errors.example.com, the address that others use'));
  } else {
    const { url, connect } = options;
    const token = () => findToken(folder, env)?.token;
    await attempt('proxy', async () => ({ findings: await checkProxy(url, connect, token(), running?.api) }), findings);
  }
  const failed = findings.some((finding) => finding.status === 'failure');
  if (options.json) console.log(JSON.stringify({ version: VERSION, ok: !failed, findings }, null, 2));
  else print(findings);
  return failed ? 1 : 0;
}

/** A part that cannot be looked at is a finding itself, and the others are looked at all the same. */
async function attempt(name, part, findings) {
  try {
    const result = await part();
    findings.push(...result.findings);
    return result;
  } catch (error) {
    findings.push(failure(name, `it cannot be looked at: ${error.message}`, 'run this as the user of the data folder, or as root'));
    return undefined;
  }
}

function print(findings) {
  const width = Math.max(...findings.map((finding) => finding.name.length));
  for (const { name, status, text, action } of findings) {
    console.log(`${MARKS[status]}  ${name.padEnd(width)}  ${text}`);
    if (action) console.log(`         ${' '.repeat(width)}  -> ${action}`);
  }
}
