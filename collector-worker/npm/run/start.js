// `corncrake-collector start`, which is `npm start` in a checkout: serves until it is stopped.
import { openData } from './data.js';
import { greet } from './greeting.js';
import { closeNewFiles, mostFiles, tooFewFiles } from './limits.js';
import { maintainDaily } from './maintenance.js';
import { ownProject } from './own-project.js';
import { Refusal } from './refusal.js';
import { Runtime } from './runtime.js';
import { readSettings } from './settings.js';
import { vacuumWeekly } from '../vacuum/weekly.js';

/** Signals that ask for the end: of Ctrl-C, of a service manager, of a terminal that closes. */
const STOP_SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Serves until a signal.
 * @param {NodeJS.ProcessEnv} env
 */
export async function start(env) {
  // First of all, so that none of them can leave a workerd behind.
  const stopped = new Promise((resolve) => {
    for (const signal of STOP_SIGNALS) process.on(signal, () => resolve(undefined));
  });
  closeNewFiles();
  const warning = tooFewFiles(mostFiles());
  if (warning) console.error(`warning: ${warning}`);
  const settings = readSettings(env);
  const data = openData(settings.folder, env);
  const variables = { DEMO: settings.hasDemo ? '1' : '', ...(await ownProject(data, env)) };
  const runtime = await Runtime.start(data, settings, variables);
  try {
    const endDaily = await maintainDaily(runtime.api);
    const endWeekly = vacuumWeekly(data.folder);
    await greet(runtime.api, data, settings);
    const ended = await Promise.race([stopped, runtime.ended]);
    endDaily();
    endWeekly();
    if (ended) throw new Refusal(`workerd ended by itself (${ended}); what it acknowledged is on disk`);
  } finally {
    await runtime.stop();
  }
  console.log(`\nStopped. The data is in ${data.folder}`);
}
