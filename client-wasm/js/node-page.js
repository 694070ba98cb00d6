// What page.js is in a page, for Node: the way to the collector, and what stands for the
// visitor. Only the versions of Node and of the system are told.

import { arch, type } from 'node:os';

import { send } from './node-send.js';

/** What TrackX's Node client says, and collectors are set up to allow. */
const ORIGIN = 'node';

const [major, minor] = process.versions.node.split('.');
const USER_AGENT = `Node.js/${major}.${minor} (${type()} ${arch()})`;

export class Page {
  /** @param {{ endpoint: string, origin?: string, uri?: string }} place */
  constructor({ endpoint, origin, uri }) {
    this.endpoint = endpoint.replace(/\/*(\/event\/*)?$/, '');
    this.headers = { origin: origin ?? ORIGIN, 'user-agent': USER_AGENT };
    this.uri = uri;
  }

  /** The address of a service; there is none unless its options say one. */
  address() {
    return this.uri;
  }

  /** Milliseconds on a clock that never goes back. */
  now() {
    return performance.now();
  }

  /** Sends an event that is scrubbed. */
  event(body) {
    this.#post('/event', body);
  }

  /** Counts a visit. */
  ping() {
    this.#post('/ping', '');
  }

  #post(path, body) {
    const headers = {
      ...this.headers,
      'content-type': 'text/plain;charset=UTF-8',
      'content-length': Buffer.byteLength(body),
    };
    try {
      send({ url: this.endpoint + path, headers, body });
    } catch {
      // An endpoint that is none. The module must not be left in the middle of a call.
    }
  }
}
