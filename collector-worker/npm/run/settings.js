// The variables of the environment that the launcher itself reads; workerd reads the others.
import { BlockList, isIP } from 'node:net';
import { resolve } from 'node:path';

import { Refusal } from './refusal.js';

/** The port, unless PORT is set. */
const PORT = 8787;
/** The largest number of a port. */
const LAST_PORT = 65_535;

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * @typedef {object} Settings
 * @property {string} folder the data folder
 * @property {string} host an IP address
 * @property {number} port
 * @property {boolean} isLocal whether only this machine reaches it
 * @property {string | undefined} dashboard DASHBOARD_URL, where it is an address
 * @property {boolean} hasDemo
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * A variable that is empty is not set.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} name
 */
export const variable = (env, name) => env[name] || undefined;

/**
 * The data folder of DATA_DIR, or `./data`.
 * @param {NodeJS.ProcessEnv} env
 */
export const dataFolder = (env) => resolve(variable(env, 'DATA_DIR') ?? 'data');

/**
 * All of them, or the first that makes no sense.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Settings}
 */
export function readSettings(env) {
  const host = readHost(variable(env, 'HOST') ?? '127.0.0.1');
  const isLocal = LOOPBACK.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
  return {
    folder: dataFolder(env),
    host,
    port: readPort(variable(env, 'PORT') ?? String(PORT)),
    isLocal,
    dashboard: readDashboard(env),
    hasDemo: readDemo(env, isLocal),
    env,
  };
}

/** @param {string} text */
export function readHost(text) {
  const host = text === 'localhost' ? '127.0.0.1' : text.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host)) return host;
  throw new Refusal(
    `HOST=${text} is no IP address; such as 127.0.0.1, ::1, or 0.0.0.0 for all of IPv4`,
  );
}

/** @param {string} text */
function readPort(text) {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : LAST_PORT + 1;
  if (port <= LAST_PORT) return port;
  throw new Refusal(`PORT=${text} is no port; it must be a number from 0 to ${LAST_PORT}`);
}

/**
 * The dashboard's own address. The collector checks it, and the other settings of addresses.
 * @param {NodeJS.ProcessEnv} env
 */
function readDashboard(env) {
  const url = variable(env, 'DASHBOARD_URL');
  if (url === undefined || URL.canParse(url)) return url;
  throw new Refusal(`DASHBOARD_URL=${url} is no address such as https://errors.example.com`);
}

/**
 * The demo is for a trial on one's own machine; elsewhere it is there if it is asked for.
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} isLocal
 */
function readDemo(env, isLocal) {
  const demo = variable(env, 'DEMO');
  if (demo === undefined) return isLocal && !variable(env, 'CLIENT_IP_HEADER');
  if (demo === '0' || demo === '1') return demo === '1';
  throw new Refusal(`DEMO=${demo} is neither 1 nor 0`);
}
