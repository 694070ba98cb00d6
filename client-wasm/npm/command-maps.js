// Gives the scripts of a folder their debug ids and uploads their maps: what the command and the
// bundlers' plug-ins have in common. It says nothing, and gives back what it did.
import { stat } from 'node:fs/promises';

import { find, inject, remove } from './command-build.js';
import { upload } from './command-upload.js';

/** A mistake of the call: its message is one line, and ends the task. */
export class UsageError extends Error {}

/** Hosts that are this machine: what is sent there passes nobody. */
const THIS_MACHINE = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
/** A token that was made in the settings; the admin token looks like none. */
const OF_SETTINGS = /^corncrake_[0-9a-f]{12}_[0-9a-f]{40}$/;

/** Where to, and by whose leave.
 *  @param {string | undefined} endpoint
 *  @param {string | undefined} token
 *  @param {boolean | undefined} allowHttp
 *  @returns {{ token: string, base: string, isAdmin: boolean }} */
export function target(endpoint, token, allowHttp) {
  const url = endpoint && URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const parts = /^(.*)\/v1\/([a-z0-9]+)\/?$/.exec(url?.pathname ?? '');
  if (!url || !parts) throw new UsageError('--endpoint is missing or no endpoint: the same as in setup(), https://errors.example/v1/KEY');
  if (!['https:', 'http:'].includes(url.protocol)) throw new UsageError(`--endpoint is ${url.protocol}, which is not of the web`);
  if (url.protocol === 'http:' && !THIS_MACHINE.test(url.hostname) && !allowHttp) {
    throw new UsageError('--endpoint is plain http: the token and your source would be read on the way; use https, or --allow-http');
  }
  if (!token) throw new UsageError('CORNCRAKE_TOKEN is missing: make an upload token in the settings of the project');
  return { token, isAdmin: !OF_SETTINGS.test(token), base: `${url.origin}${parts[1]}/api/projects/${parts[2]}` };
}

/** What became of one map, in words.
 *  @typedef {{ build: import('./command-build.js').Build, sent?: number, outcome: string, isFailed: boolean }} Uploaded */

/** Uploads every map of a folder, or of some of its scripts.
 *  @param {{ folder: string, release: string, base?: string, token?: string, dry?: boolean, drop?: boolean,
 *    keep?: boolean, only?: Set<string> }} task
 *  @returns {Promise<{ rows: Uploaded[], failed: number, empty: number, without: number }>} */
export async function uploadMaps(task) {
  const found = await stat(task.folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new UsageError(`${task.folder} is no folder`);
  const { builds, without } = await find(task.folder, task.only);
  const rows = [];
  let [failed, empty] = [0, 0];
  for (const build of builds) {
    const row = { build, sent: /** @type {number | undefined} */ (undefined), outcome: build.wrong ?? '', isFailed: false };
    rows.push(row);
    if (build.empty) {
      row.outcome = 'its map has no mappings, so it is left out';
      empty += 1;
      continue;
    }
    if (!build.wrong) {
      try {
        if (!task.keep && !task.dry) await inject(build);
        row.outcome = task.dry ? 'would be uploaded' : 'uploaded';
        if (!task.dry) row.sent = await upload(build, /** @type {any} */ (task));
        if (!task.dry && task.drop) {
          await remove(build);
          row.outcome += ', deleted';
        }
        continue;
      } catch (error) {
        row.outcome = error.message;
      }
    }
    row.isFailed = true;
    failed += 1;
  }
  return { rows, failed, empty, without };
}
