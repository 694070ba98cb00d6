// One request to the public address, as it goes over the wire: a header that comes twice is seen twice, and
// a certificate is checked as browsers check it.
import { request as requestByHttp } from 'node:http';
import { request as requestByHttps } from 'node:https';

/** How long an answer may take, an upload included. */
const WITHIN_MS = 60_000;
/** Bytes of an answer that are read at most. */
const MOST_BYTES = 4_000_000;

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {(name: string) => string[]} header all values of a header, as they came
 * @property {Buffer} body
 * @property {string | undefined} ownAddress of this end of the connection
 * @property {Date | undefined} validUntil the end of the certificate
 */

/** The public address, and where it is reached. */
export class PublicAddress {
  /**
   * @param {URL} url
   * @param {string | undefined} connect `host:port` to connect to instead of the address's own
   */
  constructor(url, connect) {
    this.url = url;
    /** The path below which the collector is; empty for none. */
    this.base = url.pathname.replace(/\/+$/, '');
    this.isSecure = url.protocol === 'https:';
    const at = connect === undefined ? url : new URL(`${url.protocol}//${connect}`);
    this.host = at.hostname.replace(/^\[|\]$/g, '');
    this.port = at.port || (this.isSecure ? 443 : 80);
  }

  /**
   * @param {string} method
   * @param {string} path as the collector itself has it
   * @param {Record<string, string>} [headers]
   * @param {Buffer} [body]
   * @returns {Promise<Answer>}
   */
  send(method, path, headers = {}, body) {
    const { host, port, url } = this;
    const send = this.isSecure ? requestByHttps : requestByHttp;
    const length = body ? { 'content-length': String(body.length) } : {};
    const signal = AbortSignal.timeout(WITHIN_MS);
    return new Promise((resolve, reject) => {
      const request = send({
        host,
        port,
        servername: url.hostname,
        method,
        path: this.base + path,
        headers: { host: url.host, ...length, ...headers },
        agent: false,
        signal,
      });
      // What refuses a body may answer before it has read all of it, and then end the connection.
      request.on('response', (response) => collect(response, resolve, reject));
      request.on('upgrade', (response, socket) => {
        socket.destroy();
        resolve(answerOf(response, Buffer.alloc(0)));
      });
      request.on('error', reject);
      request.end(body);
    });
  }
}

function collect(response, resolve, reject) {
  const pieces = [];
  let length = 0;
  const end = () => resolve(answerOf(response, Buffer.concat(pieces)));
  response.on('data', (piece) => {
    pieces.push(piece);
    length += piece.length;
    if (length > MOST_BYTES) response.destroy();
  });
  response.on('end', end);
  response.on('close', end);
  response.on('error', reject);
}

/** @returns {Answer} */
function answerOf(response, body) {
  const { rawHeaders, socket } = response;
  const header = (name) => rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1].toLowerCase() === name);
  const until = socket?.getPeerCertificate?.()?.valid_to;
  return {
    status: response.statusCode,
    header,
    body,
    ownAddress: socket?.localAddress,
    validUntil: until ? new Date(until) : undefined,
  };
}
