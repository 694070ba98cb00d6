// For Vue 3: createApp(App).use(corncrake)
//
// With a handler Vue no longer prints; so this does, or calls the handler that was there.

import { sendEvent } from 'corncrake';

export const corncrake = {
  install({ config }) {
    const before = config.errorHandler;
    config.errorHandler = (error, instance, info) => {
      const { name, __name } = instance?.$options ?? {};
      sendEvent(error, { component: name ?? __name, vue: info });
      if (before) before(error, instance, info);
      else console.error(error);
    };
  },
};
