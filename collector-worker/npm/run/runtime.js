// A running collector: plain workerd on a data folder, and its end.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { AdminApi } from './admin.js';
import { COLLECTOR, workerdProgram } from './package.js';
import { because, Refusal } from './refusal.js';
import { listen } from './socket.js';

/** How long workerd may take to serve: it is up in a tenth of a second. */
const STARTS_WITHIN_MS = 30_000;
/** How long workerd may finish what it is answering before it is killed. */
const STOPS_WITHIN_MS = 3_000;
/** The interval of looks whether it serves. */
const LOOK_EVERY_MS = 20;
/** The codes by which a shell says that it cannot start a program. */
const CANNOT_START = [126, 127];

// Becomes workerd, with what Node cannot set: no core dumps, which would hold the salt of today and the
// addresses of the last visitors; and as many open files as the machine allows. Before that it leaves a
// process that waits for a word of the launcher: the end of the pipe without one is the end of the
// launcher, however that came, and a workerd without a launcher would serve on with nobody to stop it.
const BECOME_WORKERD = `
ulimit -c 0
ulimit -n "$(ulimit -Hn)" 2>/dev/null
self=$$
{ read -r word <&4 || kill -9 "$self"; } </dev/null >/dev/null 2>&1 3<&- &
exec "$@" 4<&-`;

/** A collector that answers. */
export class Runtime {
  #child;
  #watch;

  /**
   * Starts one that takes over a socket, with variables of its own.
   * @param {import('./data.js').Data} data
   * @param {{host: string, port: number, dashboard?: string}} at
   * @param {Record<string, string>} variables
   */
  static async start(data, at, variables) {
    const program = workerdProgram();
    const { server, file, address } = await listen(at.host, at.port);
    const runtime = new Runtime(data, program, file, address, at.dashboard, variables);
    // From now on it is the runtime's alone.
    server.close();
    data.lock.note(`${process.pid} ${runtime.#child.pid} ${address} ${at.dashboard ?? ''}`);
    try {
      await runtime.#becomeHealthy(data, program);
    } catch (error) {
      await runtime.stop();
      throw error;
    }
    return runtime;
  }

  constructor(data, program, socket, address, dashboard, variables) {
    this.api = new AdminApi(address, data.token.token, dashboard);
    const serve = ['serve', 'workerd.capnp', `--directory-path=objects=${data.objects}`, '--socket-fd=http=3'];
    // workerd holds the folder's lock as long as it runs, even where we are killed.
    const stdio = [data.lock.file, 'inherit', 'inherit', socket, 'pipe'];
    this.#child = spawn('/bin/sh', ['-c', BECOME_WORKERD, 'corncrake', program, ...serve], {
      cwd: COLLECTOR,
      env: { ...process.env, ...variables, ADMIN_TOKEN: data.token.token },
      // Ctrl-C is for us alone: we let it finish what it is answering.
      detached: true,
      stdio: /** @type {any} */ (stdio),
    });
    this.#watch = /** @type {import('node:stream').Writable} */ (this.#child.stdio[4]);
    this.#watch.on('error', () => {});
    /** The end of workerd, in words. */
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(`it could not be started: ${error.message}`));
      this.#child.once('exit', (code, signal) => {
        // Nobody is to be killed by a number that may soon be another process's.
        this.#watch.end('ended\n');
        resolve(signal ? `signal ${signal}` : `exit status ${code}`);
      });
    });
  }

  /** Waits until it stores; or, on a disk that is full, until it can be looked at. */
  async #becomeHealthy(data, program) {
    const end = Date.now() + STARTS_WITHIN_MS;
    while (Date.now() < end) {
      const health = await this.api.health();
      if (health?.status === 200) return;
      const { code, message } = health?.error ?? {};
      if (code === 'disk_full') {
        console.error(`warning: ${message} (${data.folder})`);
        return;
      }
      if (code === 'bad_settings') throw new Refusal(message ?? code);
      if (code) throw new Refusal(`the collector cannot use ${data.folder}: ${message}`);
      const ended = await Promise.race([this.ended, sleep(LOOK_EVERY_MS)]);
      if (CANNOT_START.includes(this.#child.exitCode ?? 0)) throw cannotStart(program);
      if (ended) throw new Refusal(`workerd ended while it started (${ended}); its message stands above`);
    }
    throw new Refusal(`the collector did not become healthy in ${STARTS_WITHIN_MS / 1_000} s`);
  }

  /** Ends it: first kindly, so that open requests are answered, then for good. */
  async stop() {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOPS_WITHIN_MS);
    await this.ended;
    clearTimeout(timer);
  }
}

/**
 * Why a program does not start.
 * @param {string} program
 */
function cannotStart(program) {
  try {
    accessSync(program, constants.X_OK);
  } catch (error) {
    const hint = 'is its file executable, and its file system not `noexec`?';
    return because(`cannot start ${program}`, error.code === 'EACCES' ? new Error(`${error.message}; ${hint}`) : error);
  }
  return new Refusal(
    `cannot start ${program}: the loader that this binary names is missing; it is made for Linux with glibc, ` +
      'such as Debian, and not for musl (Alpine)',
  );
}
