// The release of a build: what somebody says, else the commit that git has checked out.
import { execFileSync } from 'node:child_process';

/**
 * @param {string | undefined} given
 * @param {NodeJS.ProcessEnv} env
 * @returns {string}
 */
export function releaseOf(given, env) {
  const named = given || env.CORNCRAKE_RELEASE;
  if (named) return named;
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    throw new Error('corncrake: there is no release; give the option `release`, set CORNCRAKE_RELEASE, or build where git has a commit');
  }
}
