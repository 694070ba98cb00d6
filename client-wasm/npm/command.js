#!/usr/bin/env node
// `npx corncrake sourcemaps <folder>`: gives scripts and their maps a debug id and uploads the
// maps, so that issues show your own source. It needs nothing but Node, and sends nothing
// but maps to your own collector.
import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { find, inject, remove } from './command-build.js';
import { upload } from './command-upload.js';

const HELP = `npx corncrake sourcemaps <folder> --release <release> --endpoint <endpoint>

Finds scripts (.js, .mjs, .cjs) with source maps in a folder that was built, writes a debug
id into both, and uploads the maps to your collector. Run it before you deploy the folder.

  --release <release>    as in setup(); else CORNCRAKE_RELEASE
  --endpoint <endpoint>  as in setup(), https://errors.example/v1/KEY; else CORNCRAKE_ENDPOINT
  --delete               delete the maps once they are uploaded, so that nobody else gets them
  --no-inject            change no file (names with content hashes are enough to match)
  --dry-run              change and upload nothing, say what would be
  --allow-http           send the token over plain http: whoever listens on the way has it then
  --help                 this

The token is read from CORNCRAKE_TOKEN: one with the scope "upload" for this project, which
you make in its settings. It is only sent over https, or to this very machine.

A map that says nothing of any place, as bundlers write them for files that only import others,
is told and left out.

Exit codes: 0 every map was uploaded, 1 one was not or there is none, 2 called wrongly.`;

/** Something that is said in one line, and ends the command. */
class Wrong extends Error {}

const OPTIONS = /** @type {const} */ ({
  release: { type: 'string' },
  endpoint: { type: 'string' },
  delete: { type: 'boolean' },
  'no-inject': { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  'allow-http': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
});

function read(args, env) {
  let parsed;
  try {
    parsed = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Wrong(error.message);
  }
  const { values, positionals } = parsed;
  if (values.help) return { help: true };
  const [command, folder, ...more] = positionals;
  if (command !== 'sourcemaps' || !folder || more.length) throw new Wrong('say: corncrake sourcemaps <folder>');
  const release = values.release ?? env.CORNCRAKE_RELEASE;
  if (!release) throw new Wrong('--release is missing: the same as in setup()');
  const task = { folder, release, dry: values['dry-run'], drop: values.delete, keep: values['no-inject'] };
  if (values['dry-run']) return task;
  const endpoint = values.endpoint ?? env.CORNCRAKE_ENDPOINT;
  return { ...task, ...target(endpoint, env.CORNCRAKE_TOKEN?.trim(), values['allow-http']) };
}

/** Hosts that are this machine: what is sent there passes nobody. */
const THIS_MACHINE = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
/** A token that was made in the settings; the admin token looks like none. */
const OF_SETTINGS = /^corncrake_[0-9a-f]{12}_[0-9a-f]{40}$/;

/** Where to, and by whose leave. */
function target(endpoint, token, allowHttp) {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const parts = /^(.*)\/v1\/([a-z0-9]+)\/?$/.exec(url?.pathname ?? '');
  if (!url || !parts) throw new Wrong('--endpoint is missing or no endpoint: the same as in setup(), https://errors.example/v1/KEY');
  if (!['https:', 'http:'].includes(url.protocol)) throw new Wrong(`--endpoint is ${url.protocol}, which is not of the web`);
  if (url.protocol === 'http:' && !THIS_MACHINE.test(url.hostname) && !allowHttp) {
    throw new Wrong('--endpoint is plain http: the token and your source would be read on the way; use https, or --allow-http');
  }
  if (!token) throw new Wrong('CORNCRAKE_TOKEN is missing: make an upload token in the settings of the project');
  if (!OF_SETTINGS.test(token)) {
    console.error('corncrake: CORNCRAKE_TOKEN is the admin token, which may do everything; make an upload token in the settings of the project');
  }
  return { token, base: `${url.origin}${parts[1]}/api/projects/${parts[2]}` };
}

const kilobytes = (bytes) => `${Math.ceil(bytes / 1000)} kB`;

function print(rows) {
  const table = [['script', 'map', 'sent', 'debug id', ''], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table) console.log(row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
}

async function run(task) {
  const found = await stat(task.folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new Wrong(`${task.folder} is no folder`);
  const { builds, without } = await find(task.folder);
  if (builds.length === 0) {
    throw new Wrong(`no script in ${task.folder} has a source map; build with them (${without} scripts have none)`, { cause: 1 });
  }
  const rows = [];
  let [failed, empty] = [0, 0];
  for (const build of builds) {
    const row = [build.name, build.bytes ? kilobytes(build.bytes) : '', '', build.debugId ?? '', build.wrong ?? ''];
    rows.push(row);
    if (build.empty) {
      row[4] = 'its map says nothing of any place; left out';
      empty += 1;
      continue;
    }
    if (!build.wrong) {
      try {
        if (!task.keep && !task.dry) await inject(build);
        row[4] = task.dry ? 'would be uploaded' : 'uploaded';
        if (!task.dry) row[2] = kilobytes(await upload(build, task));
        if (!task.dry && task.drop) {
          await remove(build);
          row[4] += ', deleted';
        }
        continue;
      } catch (error) {
        row[4] = error.message;
      }
    }
    failed += 1;
  }
  print(rows);
  const done = builds.length - failed - empty;
  console.log(`\n${done} of ${builds.length - empty} maps ${task.dry ? 'would be' : 'were'} uploaded for release ${task.release}; ${without} scripts have none.`);
  return failed ? 1 : 0;
}

try {
  const task = read(process.argv.slice(2), process.env);
  if (task.help) console.log(HELP);
  else process.exitCode = await run(task);
} catch (error) {
  if (!(error instanceof Wrong)) throw error;
  console.error(`corncrake: ${error.message}\nnpx corncrake --help says more.`);
  process.exitCode = /** @type {number} */ (error.cause ?? 2);
}
