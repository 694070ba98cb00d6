// For Cloudflare Workers and workerd: import { corncrake, sendEvent, meta } from 'corncrake/workerd'
//
// A wrapper of a Worker's handlers: what one throws is sent, scrubbed, and thrown on as it was. It
// carries the module as JavaScript, since a Worker may not compile WebAssembly; and it reads nothing of
// a request, neither its address nor its headers.

import { CONSENT, ERROR, SENT_BY_SITE } from '../codes.js';
import { start } from '../browser/fallback.js';
import { base } from '../loader/endpoint.js';
import { flush, identify } from './page.js';

/** What every event takes along. */
export const meta = {};

let tell;

/** Sets up at the first request: before that, a Worker has neither variables nor a clock. */
function setup(given, env) {
  if (tell) return;
  const options = typeof given === 'function' ? given(env) : given;
  if (typeof options?.endpoint !== 'string') return;
  identify(options);
  tell = start({ ...options, endpoint: base(options.endpoint) }, { meta });
  tell(CONSENT, true);
}

/** What goes wrong in here is not the Worker's. */
const quietly = (act) => {
  try {
    return act();
  } catch {}
};

export const sendEvent = (error, ...extra) => quietly(() => tell?.(SENT_BY_SITE, error, extra));

export function corncrake(options, handlers) {
  const wrapped = { ...handlers };
  for (const name of Object.keys(handlers)) {
    const handler = handlers[name];
    if (typeof handler !== 'function') continue;
    /** @this {unknown} */
    wrapped[name] = async function (event, env, ctx) {
      quietly(() => setup(options, env));
      try {
        return await handler.call(this, event, env, ctx);
      } catch (error) {
        quietly(() => tell?.(ERROR, { error, message: Object(error) === error ? '' : String(error) }));
        throw error;
      } finally {
        quietly(() => ctx.waitUntil(flush().catch(() => {})));
      }
    };
  }
  return wrapped;
}
