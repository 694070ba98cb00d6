// Where the collector listens. The socket is bound here and handed to the runtime as it is, so that
// nobody else can take the port in between and be sent the admin token.
import { createServer, isIP } from 'node:net';

import { Refusal } from './refusal.js';

/** Connections that wait to be accepted, at most. */
const BACKLOG = 1_024;

/**
 * A socket that is bound, and how this machine reaches it. It must be handed over in the turn of the
 * event loop in which it is given, and closed here: a later turn would accept a connection.
 * @param {string} host
 * @param {number} port
 * @returns {Promise<{server: import('node:net').Server, file: number, address: string}>} `file` is its descriptor
 */
export function listen(host, port) {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const at = isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
      reject(new Refusal(`cannot listen on ${at}; stop what listens there or set HOST or PORT: ${error.message}`));
    });
    server.listen({ host, port, backlog: BACKLOG }, () => {
      const bound = /** @type {import('node:net').AddressInfo} */ (server.address());
      // Node gives the descriptor of a server by no other way.
      const { fd } = /** @type {any} */ (server)._handle;
      resolve({ server, file: fd, address: addressOf(host, bound.port) });
    });
  });
}

/**
 * The address by which this machine reaches it.
 * @param {string} host
 * @param {number} port
 */
export function addressOf(host, port) {
  if (isIP(host) === 4) return `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
  return `http://[${isUnspecified(host) ? '::1' : host}]:${port}`;
}

/** @param {string} host */
const isUnspecified = (host) => /^[0:]+$/.test(host);
