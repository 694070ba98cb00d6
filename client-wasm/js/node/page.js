// The host in a Node process, in the place of a page: the way to the collector, and a User-Agent
// that has only the runtime's name and version, and the system.

import { arch, type } from 'node:os';

import { RESPONSE, WAKE } from '../codes.js';
import { consultWith } from './consult.js';
import { attached } from './flush.js';
import { send } from './send.js';
import { open as openPage } from '../browser/page.js';

/** The origin that TrackX's Node client sends, and collectors are set up to allow. */
const ORIGIN = 'node';

/** Deno and Bun have a version of Node as well, as far as they are alike.
 *  @type {Record<string, string | undefined>} */
const versions = process.versions;
const runtime = versions.deno ? 'deno' : versions.bun ? 'bun' : 'node';
const NAMES = { deno: 'Deno', bun: 'Bun', node: 'Node.js' };
const [major, minor] = (versions[runtime] ?? '').split('.');
const headers = {
  origin: ORIGIN,
  'user-agent': `${NAMES[runtime]}/${major}.${minor} (${type()} ${arch()})`,
  'content-type': 'text/plain;charset=UTF-8',
};
let address, isConsole;

/** Takes from the options what a page would know by itself. */
export function identify({ consoleErrors, origin, uri }) {
  headers.origin = origin ?? ORIGIN;
  address = uri;
  // A server's log is no list of errors, and more personal than any page's.
  isConsole = consoleErrors === true;
}

/** Whether calls of `console.error` are events too. */
export const wantsConsole = () => isConsole;

/** @param {string} endpoint */
export function open(endpoint) {
  // @ts-expect-error `post` below takes the place of the one that needs the page's fetch.
  const page = openPage(endpoint);
  const { told } = page;
  attached(told);

  return {
    ...page,

    /** The address of a service; there is none unless its options say one. */
    address: () => address,

    isPrivate: () => false,

    isOnline: () => true,

    post(path, body = '', keepalive, isTold) {
      const answered = (answer) => {
        if (isTold) told(RESPONSE, answer);
      };
      const length = Buffer.byteLength(body);
      try {
        send({ url: endpoint + path, headers: { ...headers, 'content-length': length }, body }, answered);
      } catch {
        // An endpoint that is none. Not within a call of the module.
        queueMicrotask(() => answered(0));
      }
    },

    /** Nothing of ours keeps a process that is done. */
    wake: (milliseconds) => setTimeout(() => told(WAKE), milliseconds).unref(),

    /** As in a page, but at once where the function is no promise's: a process that dies
     *  waits for none. */
    consult: consultWith(told),
  };
}
