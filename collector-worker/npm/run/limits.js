// Limits of the process: files that nobody else can read, and as many open files as the machine
// allows. `runtime.js` sets those that only a shell can set, right before workerd is started.
import { spawnSync } from 'node:child_process';

/** Open files below which a busy collector would run out: a connection takes two, a database three. */
export const ENOUGH_FILES = 8_192;

/** Files that we make from now on are readable by their owner only, and workerd's as well. */
export const closeNewFiles = () => process.umask(0o077);

/** The hard limit of open files, or infinity. */
export function mostFiles() {
  const asked = spawnSync('/bin/sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' });
  const most = Number.parseInt(asked.stdout ?? '', 10);
  return Number.isNaN(most) ? Number.POSITIVE_INFINITY : most;
}

/**
 * A word for the operator where the limit is too low.
 * @param {number} files
 */
export function tooFewFiles(files) {
  if (files >= ENOUGH_FILES) return undefined;
  return (
    `only ${files} files may be open at once, so that about ${Math.floor(files / 2)} connections are the ` +
    `most; raise the limit (\`ulimit -Hn\`, or LimitNOFILE= of a systemd service) to ${ENOUGH_FILES} or more`
  );
}
