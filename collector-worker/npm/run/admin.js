// The collector's own HTTP interface, as the launcher uses it on this machine.
import { Refusal } from './refusal.js';

/** How long an answer may take. */
const ANSWERS_WITHIN_MS = 30_000;
/** How long one look at the health may take. */
const HEALTH_WITHIN_MS = 2_000;

/** A collector by its address, with the admin token. */
export class AdminApi {
  /**
   * @param {string} address
   * @param {string} token
   */
  constructor(address, token) {
    this.address = address;
    this.token = token;
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
    try {
      const answer = await fetch(`${this.address}/health`, { signal: AbortSignal.timeout(HEALTH_WITHIN_MS) });
      const body = await answer.json().catch(() => ({}));
      return { status: answer.status, error: body.error ?? {}, body };
    } catch {
      return undefined;
    }
  }

  async #send(method, path, body, within) {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(within);
    let answer;
    try {
      answer = await fetch(this.address + path, { method, headers, body, signal });
    } catch (error) {
      throw new Refusal(`${method} ${path} has no answer: ${error.cause?.message ?? error.message}`);
    }
    const text = await answer.text();
    if (!answer.ok) throw new Refusal(`${method} ${path} was answered ${answer.status}: ${text}`, codeOf(text));
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
