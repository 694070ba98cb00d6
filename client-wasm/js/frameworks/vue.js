// For Vue 3: createApp(App).use(corncrake)
//
// The site's `errorHandler` stays where it is and as it is, whoever sets it and whenever; so does
// `app.config`. Only Vue itself, as it looks for a handler, finds ours: it reports the error and
// goes on to the site's, or throws it on to Vue where there is none, which then does what it
// does without us.

import { sendEvent } from 'corncrake';
import { where } from './vue-where.js';

export const corncrake = {
  install(app) {
    const { config } = app;
    /** @this {unknown} */
    const errorHandler = function (error, instance, info) {
      sendEvent(error, where(instance, info));
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
