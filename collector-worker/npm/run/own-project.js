// The project that the dashboard reports its own violations to: made at the first start on a data
// folder, and named to the collector by a variable from then on.
//
// Who sets the variable, and be it to nothing, has decided; and who deletes the project does not get
// it back.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { because, Refusal, TOKEN_OFF } from './refusal.js';
import { Runtime } from './runtime.js';
import { variable } from './settings.js';
import { writeWhole } from './whole-file.js';

/** Names the project, by its key. */
const VARIABLE = 'CSP_REPORT_PROJECT';
/** The name that the variable had before. */
const OLD_VARIABLE = 'OWN_PROJECT';
/** The file of its key, in the data folder. */
export const KEY_FILE = 'own-project';
const NAME = 'dashboard';
/**
 * Whatever address a proxy gives the dashboard: only pages behind the login carry the key, and the
 * limits of any project hold for who has it.
 */
const ORIGINS = ['*'];

/**
 * The variable that a collector on this folder is started with. At the first start the project is made,
 * by a collector that nobody else knows of.
 * @param {import('./data.js').Data} data
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Record<string, string>>}
 */
export async function ownProject(data, env) {
  if (env[VARIABLE] !== undefined) return {};
  const old = env[OLD_VARIABLE];
  if (old !== undefined) {
    console.log(`${OLD_VARIABLE} is now called ${VARIABLE}; the old name still works`);
    return { [VARIABLE]: old };
  }
  const file = join(data.folder, KEY_FILE);
  try {
    return { [VARIABLE]: readFileSync(file, 'utf8').trim() };
  } catch (error) {
    if (error.code !== 'ENOENT') throw because(`cannot read ${file}`, error);
  }
  const runtime = await Runtime.start(data, { host: '127.0.0.1', port: 0, dashboard: variable(env, 'DASHBOARD_URL') }, {});
  let key;
  try {
    key = await findOrMake(runtime.api);
  } catch (error) {
    // Restored data of a collector whose admin token is switched off: the pages report nothing then.
    if (error.code === TOKEN_OFF) return {};
    throw error;
  } finally {
    await runtime.stop();
  }
  // Whole or not at all: half a key would be no project's.
  writeWhole(file, key);
  return { [VARIABLE]: key };
}

/**
 * A start that was broken off may have made it, and not have written which it is.
 * @param {import('./admin.js').AdminApi} api
 * @returns {Promise<string>}
 */
async function findOrMake(api) {
  const { projects } = await api.get('/api/projects');
  const there = projects.find((project) => project.name === NAME);
  const project = there ?? (await api.post('/api/projects', { name: NAME, origins: ORIGINS }));
  if (!project.key) throw new Refusal(`the project ${NAME} has no key`);
  return project.key;
}
