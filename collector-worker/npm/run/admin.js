// The collector's own HTTP interface, as the launcher uses it on this machine.
import { Agent, request as requestByHttp } from 'node:http';

import { Refusal } from './refusal.js';

/** How long an answer may take. */
const ANSWERS_WITHIN_MS = 30_000;
/** How long one look at the health may take. */
const HEALTH_WITHIN_MS = 2_000;
/** How long a connection is kept for the next request. This end ends it, so that the collector has none to remember. */
const IDLE_MS = 1_000;

/** A collector by its address on this machine, with the admin token. */
export class AdminApi {
  /**
   * @param {string} address
   * @param {string} token
   * @param {string} [dashboard] DASHBOARD_URL: pages and API are served under its host name alone
   */
  constructor(address, token, dashboard) {
    this.address = address;
    this.token = token;
    this.agent = new Agent({ keepAlive: true, timeout: IDLE_MS });
    this.host = dashboard ? new URL(dashboard).host : undefined;
  }

  /**
   * Reads.
   * @param {string} path
   */
  get(path) {
    return this.#send('GET', path, undefined, ANSWERS_WITHIN_MS);
  }

  /**
   * Changes something.
   * @param {string} path
   * @param {object} body
   * @param {number} [within] milliseconds
   */
  post(path, body, within = ANSWERS_WITHIN_MS) {
    return this.#send('POST', path, JSON.stringify(body), within);
  }

  /**
   * The status of the health check and the error in it; undefined while nobody answers.
   * @returns {Promise<{status: number, error: {code?: string, message?: string}, body: any} | undefined>}
   */
  async health() {
    let answer;
    try {
      answer = await this.send('GET', '/health', {}, undefined, HEALTH_WITHIN_MS);
    } catch {
      return undefined;
    }
    let body;
    try {
      body = JSON.parse(answer.body.toString());
    } catch {}
    return { status: answer.status, error: body?.error ?? {}, body: body ?? {} };
  }

  /**
   * One request as it is: `fetch` would not let us name the host.
   * @param {string} method
   * @param {string} path
   * @param {Record<string, string>} [headers]
   * @param {string} [body]
   * @param {number} [within] milliseconds
   * @returns {Promise<{status: number, headers: import('node:http').IncomingHttpHeaders, body: Buffer}>}
   */
  send(method, path, headers = {}, body, within = ANSWERS_WITHIN_MS) {
    const named = this.host ? { host: this.host, ...headers } : headers;
    return new Promise((resolve, reject) => {
      const options = { method, headers: named, agent: this.agent, signal: AbortSignal.timeout(within) };
      const request = requestByHttp(this.address + path, options, (response) => {
        const pieces = [];
        response.on('data', (piece) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }),
        );
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  async #send(method, path, body, within) {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' };
    let answer;
    try {
      answer = await this.send(method, path, headers, body, within);
    } catch (error) {
      throw new Refusal(`${method} ${path} has no answer: ${error.message}`);
    }
    const text = answer.body.toString();
    if (answer.status >= 300) throw new Refusal(`${method} ${path} was answered ${answer.status}: ${text}`, codeOf(text));
    return JSON.parse(text);
  }
}

/**
 * The code in an answer of the collector's.
 * @param {string} text
 * @returns {string | undefined}
 */
function codeOf(text) {
  try {
    return JSON.parse(text).error?.code;
  } catch {
    return undefined;
  }
}
