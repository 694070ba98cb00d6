// Requests by fetch and XMLHttpRequest: method, host, pattern of the path, and status. Bodies, headers,
// queries and answers are never read.

import { pattern } from './address.js';
import { quietly, wrap } from './wrap.js';

const { apply, ownKeys } = Reflect;
const { getOwnPropertyDescriptor, getPrototypeOf } = Object;

/** The state of an XMLHttpRequest that is over. */
const DONE = 4;

/** The getter of a browser's own object, which no member of the page can stand for. */
const getter = (of, name) => /** @type {Function} */ (getOwnPropertyDescriptor(of?.prototype ?? {}, name)?.get);

export function watchNetwork(add) {
  const stops = [watchFetch(add), watchXhr(add)];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Whether a request is the client's own: for its module, or to its endpoint, by whose name a page has the
 *  client. */
const isOwn = (address) =>
  /corncrake_bg[^/]*\.wasm/.test(address) || typeof globalThis[address.replace(/\/\w+$/, '')]?.sendEvent === 'function';

/** The name of a method. An object is not asked for one. */
const named = (method) => (/^[a-z]{1,10}$/i.test(typeof method === 'string' ? method : '') ? method.toUpperCase() : undefined);

function watchFetch(add) {
  const { Request, URL } = globalThis;
  const [urlOf, methodOf, hrefOf] = [getter(Request, 'url'), getter(Request, 'method'), getter(URL, 'href')];
  // The engine's own promises, whatever the page calls so.
  const plain = getPrototypeOf((async () => {})());
  const { then } = plain;

  /** Method and address, of what has them without asking code of the page; none of our own. */
  const read = (args) => {
    const [input, init] = args;
    const own = init && getOwnPropertyDescriptor(init, 'method')?.value;
    let address = input;
    if (input instanceof Request) address = apply(urlOf, input, []);
    else if (input instanceof URL) address = apply(hrefOf, input, []);
    if (typeof address !== 'string' || isOwn(address)) return undefined;
    const method = own ?? (input instanceof Request ? apply(methodOf, input, []) : 'GET');
    return { kind: 'fetch', method: named(method), url: pattern(address) };
  };

  return wrap(
    globalThis,
    'fetch',
    (_, args) => read(args),
    (answer, crumb) => {
      let isPlain;
      quietly(() => (isPlain = getPrototypeOf(answer) === plain && !ownKeys(answer).length));
      // A promise of another kind is the page's own, and goes on as it is: its status stays unknown.
      if (crumb && !isPlain) quietly(() => add(crumb));
      if (!crumb || !isPlain) return answer;
      // The promise behind it, so that a rejection which nobody handles is still one.
      return apply(then, answer, [
        (response) => {
          // What the page may not read has the status 0 too, and was answered.
          quietly(() => add({ ...crumb, status: response.status || undefined }));
          return response;
        },
        (reason) => {
          quietly(() => add({ ...crumb, status: 0 }));
          throw reason;
        },
      ]);
    },
  );
}

function watchXhr(add) {
  const { EventTarget, URL, XMLHttpRequest } = globalThis;
  const prototype = XMLHttpRequest?.prototype;
  const [stateOf, statusOf] = [getter(XMLHttpRequest, 'readyState'), getter(XMLHttpRequest, 'status')];
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const opened = new WeakMap();
  const stops = [
    wrap(
      prototype,
      'open',
      (self) => self,
      (result, self, args) => {
        quietly(() => {
          const [method, address] = args;
          opened.delete(self);
          if (typeof address === 'string' || address instanceof URL) {
            opened.set(self, { kind: 'xhr', method: named(method), url: pattern(address) });
          }
        });
        return result;
      },
    ),
    wrap(
      prototype,
      'send',
      (self) => {
        const crumb = opened.get(self);
        const event = 'readystatechange'; // the first of an answer, before what most pages wait for
        const done = () =>
          quietly(() => {
            if (apply(stateOf, self, []) !== DONE) return;
            apply(removeEventListener, self, [event, done]);
            add({ ...crumb, status: apply(statusOf, self, []) });
          });
        if (crumb) apply(addEventListener, self, [event, done]);
      },
      (result) => result,
    ),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
