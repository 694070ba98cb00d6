#!/usr/bin/env node
// `npx corncrake-collector`: starts a collector on this machine and looks after its data. It needs
// nothing but Node: where that has no system call (locks, limits), a small program of the system is run.
//
// It is JavaScript since it runs where there is only Node; the collector itself is Rust.
import { parseArgs } from 'node:util';

import { VERSION } from './run/package.js';
import { Refusal } from './run/refusal.js';

const HELP = `corncrake-collector [command]

  start            serve until Ctrl-C; this is what it does without a command
  login            print a new link that logs in to the collector that runs
                     --url https://errors.example.com   the address to put into it
  backup FILE      write every database into one file, also while the collector runs
                     --with-token       the admin token as well
  restore FILE     fill an empty DATA_DIR from such a file
  vacuum           rewrite the databases so that nothing that was deleted can be read in them, also
                   while the collector runs; start does it once a week
  check            look at version, data, disk, limits, clock, databases, alarms, and say what to do
                     --url https://errors.example.com   also at what a proxy passes on
                     --connect HOST:PORT                where that address is reached, if not by its name
                     --json                             for programs
  service          print a unit for systemd, with the variables that are set

It writes into DATA_DIR only, by default ./data. Variables such as HOST, PORT and DATA_DIR are described in
https://github.com/corncrake/corncrake/blob/main/docs/configuration.md

  --version        print the version
  --help           print this

Exit codes: 0 it is done, 1 it failed, 2 it was called wrongly.`;

const URL_OPTION = /** @type {const} */ ({ url: { type: 'string' } });

/** Each command: its options, the names of its arguments, and what it does. */
const COMMANDS = {
  start: { run: async () => (await import('./run/start.js')).start(process.env) },
  login: {
    options: URL_OPTION,
    run: async ({ url }) => (await import('./run/login.js')).login(process.env, url),
  },
  backup: {
    arguments: ['FILE'],
    options: /** @type {const} */ ({ 'with-token': { type: 'boolean' } }),
    run: async (options, file) =>
      (await import('./backup/backup.js')).backup(process.env, file, options['with-token'] ?? false),
  },
  vacuum: { run: async () => (await import('./vacuum/vacuum.js')).vacuum(process.env) },
  check: {
    options: /** @type {const} */ ({ ...URL_OPTION, connect: { type: 'string' }, json: { type: 'boolean' } }),
    run: async (options) => (await import('./check/check.js')).check(process.env, options),
  },
  service: {
    run: async () => (await import('./service/unit.js')).printUnit(process.env),
  },
  restore: {
    arguments: ['FILE'],
    run: async (_, file) => (await import('./backup/restore.js')).restore(process.env, file),
  },
};

/** What the arguments ask for, or undefined with the reason printed. */
function read(args) {
  const isGlobal = (name) => args.includes(name);
  if (isGlobal('--help') || isGlobal('-h') || args[0] === 'help') return () => console.log(HELP);
  if (isGlobal('--version')) return () => console.log(VERSION);
  const [name = 'start', ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new Refusal(`there is no command ${name}\n\n${HELP}`);
  const { values, positionals } = parseArgs({
    args: rest,
    options: command.options ?? {},
    allowPositionals: true,
  });
  const names = command.arguments ?? [];
  if (positionals.length !== names.length) {
    throw new Refusal(`say: corncrake-collector ${[name, ...names].join(' ')}`);
  }
  return () => command.run(values, ...positionals);
}

let task;
try {
  task = read(process.argv.slice(2));
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exit(2);
}
try {
  // A command may give an exit code of its own.
  process.exit((await task()) ?? 0);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(`error: ${error.message}`);
  process.exit(1);
}
