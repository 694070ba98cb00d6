#!/usr/bin/env node
// `npx corncrake sourcemaps <folder>`: gives scripts and their maps a debug id and uploads the
// maps, so that issues show your own source. It needs nothing but Node, and sends nothing
// but maps to your own collector.
import { parseArgs } from 'node:util';

import { target, uploadMaps, UsageError } from './command-maps.js';

const HELP = `npx corncrake sourcemaps <folder> --release <release> --endpoint <endpoint>

Finds scripts (.js, .mjs, .cjs) with source maps in a folder that was built, writes a debug
id into both, and uploads the maps to your collector. Run it before you deploy the folder.

  --release <release>    as in setup(); else CORNCRAKE_RELEASE
  --endpoint <endpoint>  as in setup(), https://errors.example/v1/KEY; else CORNCRAKE_ENDPOINT
  --delete               delete the maps once they are uploaded, so that nobody else gets them
  --no-inject            change no file (names with content hashes are enough to match)
  --dry-run              change and upload nothing, list what would be uploaded
  --allow-http           send the token over plain http, where others on the way can read it
  --help                 print this

The token is read from CORNCRAKE_TOKEN: one with the scope "upload" for this project, which
you make in its settings. It is only sent over https, or to this very machine.

A map without mappings, which bundlers write for files that only import others, is listed and
left out.

Exit codes: 0 every map was uploaded, 1 one was not or there is none, 2 wrong arguments.`;

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
    throw new UsageError(error.message);
  }
  const { values, positionals } = parsed;
  if (values.help) return { help: true };
  const [command, folder, ...more] = positionals;
  if (command !== 'sourcemaps' || !folder || more.length) throw new UsageError('usage: npx corncrake sourcemaps <folder> --release <release> --endpoint <endpoint>');
  const release = values.release ?? env.CORNCRAKE_RELEASE;
  if (!release) throw new UsageError('--release is missing: the same as in setup()');
  const task = { folder, release, dry: values['dry-run'], drop: values.delete, keep: values['no-inject'] };
  if (values['dry-run']) return task;
  const endpoint = /** @type {string | undefined} */ (values.endpoint ?? env.CORNCRAKE_ENDPOINT);
  const { isAdmin, ...to } = target(endpoint, env.CORNCRAKE_TOKEN?.trim(), Boolean(values['allow-http']));
  if (isAdmin) {
    console.error('corncrake: CORNCRAKE_TOKEN is the admin token, which may do everything; make an upload token in the settings of the project');
  }
  return { ...task, ...to };
}

const kilobytes = (bytes) => `${Math.ceil(bytes / 1000)} kB`;

function print(rows) {
  const table = [['script', 'map', 'sent', 'debug id', ''], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table) console.log(row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
}

async function run(task) {
  const { rows, failed, empty, without } = await uploadMaps(task);
  if (rows.length === 0) {
    throw new UsageError(`no script in ${task.folder} has a source map; build with them (${without} scripts have none)`, { cause: 1 });
  }
  print(
    rows.map(({ build, sent, outcome }) => {
      const [map, bytes] = [build.bytes, sent].map((bytes) => (bytes ? kilobytes(bytes) : ''));
      return [build.name, map, bytes, build.debugId ?? '', outcome];
    }),
  );
  const done = rows.length - failed - empty;
  console.log(`\n${done} of ${rows.length - empty} maps ${task.dry ? 'would be' : 'were'} uploaded for release ${task.release}; ${without} scripts have none.`);
  return failed ? 1 : 0;
}

try {
  const task = read(process.argv.slice(2), process.env);
  if (task.help) console.log(HELP);
  else process.exitCode = await run(task);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`corncrake: ${error.message}\nnpx corncrake --help lists the options.`);
  process.exitCode = /** @type {number} */ (error.cause ?? 2);
}
