// For Vue 3: createApp(App).use(corncrake)
//
// The site's `errorHandler` stays where it is and as it is, whoever sets it and whenever; so does
// `app.config`. Only Vue itself, as it looks for a handler, finds ours: it reports the error and
// goes on to the site's, or throws it on to Vue where there is none, which then does what it
// does without us.

import { sendEvent } from 'corncrake';

/** What Vue's production build says in a fragment, in the place of words (vue 3.5,
 *  `packages/runtime-core/src/errorHandling.ts`). */
const HOOKS = {
  __proto__: null,
  sp: 'serverPrefetch hook',
  bc: 'beforeCreate hook',
  c: 'created hook',
  bm: 'beforeMount hook',
  m: 'mounted hook',
  bu: 'beforeUpdate hook',
  u: 'updated',
  bum: 'beforeUnmount hook',
  um: 'unmounted hook',
  a: 'activated hook',
  da: 'deactivated hook',
  ec: 'errorCaptured hook',
  rtc: 'renderTracked hook',
  rtg: 'renderTriggered hook',
  0: 'setup function',
  1: 'render function',
  2: 'watcher getter',
  3: 'watcher callback',
  4: 'watcher cleanup function',
  5: 'native event handler',
  6: 'component event handler',
  7: 'vnode hook',
  8: 'directive hook',
  9: 'transition hook',
  10: 'app errorHandler',
  11: 'app warnHandler',
  12: 'ref function',
  13: 'async component loader',
  14: 'scheduler flush',
  15: 'component update',
  16: 'app unmount cleanup function',
};

/** What Vue calls the hook, in whichever build. */
const hook = (info) => HOOKS[/#runtime-(\w+)$/.exec(info)?.[1]] ?? info;

const tell = (error, instance, info) => {
  try {
    const { name, __name } = instance?.$options ?? {};
    sendEvent(error, { component: name ?? __name, vue: hook(info) });
  } catch {
    // A component's options may throw when they are read.
  }
};

export const corncrake = {
  install(app) {
    const { config } = app;
    /** @this {unknown} */
    const errorHandler = function (error, instance, info) {
      tell(error, instance, info);
      const own = config.errorHandler;
      if (own) return Reflect.apply(own, this, arguments);
      throw error;
    };
    const context = app._context;
    if (context?.config !== config) return; // no Vue 3, or twice
    // Vue's development build throws on what nobody handles, and so may an application's own
    // choice: the window hears of that, and nothing of ours may stand in between.
    const isDevelopment = Object.getOwnPropertyDescriptor(config, 'isNativeTag')?.writable === false;
    const throws = () => isDevelopment || config.throwUnhandledErrorInProduction;
    context.config = Object.create(config, {
      errorHandler: { get: () => (config.errorHandler || !throws() ? errorHandler : undefined) },
    });
    const { set } = Object.getOwnPropertyDescriptor(app, 'config') ?? {};
    Object.defineProperty(app, 'config', { configurable: true, enumerable: true, get: () => config, set });
  },
};
