// `corncrake-collector login`: a new link that logs in, from the collector that runs.
import { AdminApi } from './admin.js';
import { readNote } from './lock.js';
import { Refusal } from './refusal.js';
import { dataFolder } from './settings.js';
import { findToken } from './token.js';

/**
 * The collector that runs on the data folder of this environment.
 * @param {NodeJS.ProcessEnv} env
 */
export function runningCollector(env) {
  const folder = dataFolder(env);
  const { address, dashboard } = readNote(folder);
  if (!address) throw new Refusal(`no collector is running on ${folder}; start it, or set DATA_DIR`);
  const found = findToken(folder, env);
  if (!found) throw new Refusal(`${folder} has no token; set ADMIN_TOKEN as the running collector has it`);
  return { api: new AdminApi(address, found.token, dashboard), dashboard };
}

/**
 * Prints a link, by the address that others use if one is given.
 * @param {NodeJS.ProcessEnv} env
 * @param {string | undefined} url
 */
export async function login(env, url) {
  const { api, dashboard } = runningCollector(env);
  if (url !== undefined && !URL.canParse(url)) throw new Refusal(`--url ${url} is no address`);
  const { path } = await api.post('/api/login-links', {});
  console.log(new URL(path, url ?? dashboard ?? api.address).href);
  console.log('The link works once, for 12 hours.');
}
