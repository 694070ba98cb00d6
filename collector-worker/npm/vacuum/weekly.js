// Has the databases rewritten once a week, after the night in which the collector itself has deleted what
// is over its retention and compacted its full-text indexes (`store/src/midnight`). A process of its own
// does it, so that this one answers signals meanwhile.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { COMMAND } from '../run/package.js';
import { writeWhole } from '../run/whole-file.js';

/** The week of the last rewriting, in the data folder. */
const NOTE = 'vacuumed';
/** The interval of looks whether another week began. */
const LOOK_EVERY_MS = 60_000;
/** The hours that a night has: its turns are a second apart, 200 issues each. */
const NIGHT_MS = 3 * 3_600_000;
/** Weeks begin on Thursdays, as 1 January 1970 was one: the night before it compacts the indexes. */
const WEEK_MS = 7 * 86_400_000;

/**
 * Looks every minute; ends what runs when it is ended. A folder that was never rewritten is in the week
 * that ends, so that a start costs nothing.
 * @param {string} folder the data folder
 * @returns {() => void} ends it
 */
export function vacuumWeekly(folder) {
  const file = join(folder, NOTE);
  let child;
  const look = () => {
    const week = Math.floor((Date.now() - NIGHT_MS) / WEEK_MS);
    const last = noted(file);
    if (child || last === week) return;
    if (last === undefined) return note(file, `${week}`);
    // Until it is over, the folder is in the week before: what is killed begins again at the next start.
    note(file, `${last}, and week ${week} is being rewritten`);
    child = spawn(process.execPath, [COMMAND, 'vacuum'], {
      env: { ...process.env, DATA_DIR: folder },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.once('error', (error) => console.error(`warning: the databases could not be rewritten: ${error.message}`));
    child.once('close', (code) => {
      child = undefined;
      // What failed for a reason that lasts is said once a week.
      if (code !== null) note(file, `${week}`);
      if (code) console.error('warning: databases still have data that was deleted; run corncrake-collector vacuum');
    });
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
    child?.kill();
  };
}

/** @returns {number | undefined} */
function noted(file) {
  try {
    const week = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isNaN(week) ? undefined : week;
  } catch {
    return undefined;
  }
}

function note(file, text) {
  try {
    writeWhole(file, `${text}\n`);
  } catch (error) {
    console.error(`warning: cannot write ${file}: ${error.message}`);
  }
}
