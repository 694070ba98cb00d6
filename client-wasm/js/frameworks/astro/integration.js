// An integration for Astro: integrations: [corncrake({ endpoint })]
//
// Each page gets the client; a server in Node gets the middleware, before that of the site.

import { fileURLToPath } from 'node:url';

/** The middleware's module, which is made of the options. */
const MIDDLEWARE = 'virtual:corncrake';

const call = (name, given) => `${name}(${given.map((one) => JSON.stringify(one)).join(', ')});`;

const middleware = (given) => ({
  name: MIDDLEWARE,
  resolveId: (id) => (id === MIDDLEWARE ? `\0${id}` : undefined),
  load(id) {
    if (id !== `\0${MIDDLEWARE}`) return;
    const file = fileURLToPath(new URL('./astro-server.js', import.meta.url));
    return `import { watch } from ${JSON.stringify(file)}; export const onRequest = ${call('watch', given)}`;
  },
});

export default function corncrake({ endpoint, ...options }) {
  return {
    name: 'corncrake',
    hooks: {
      'astro:config:setup'({ addMiddleware, config, injectScript, updateConfig }) {
        injectScript('page', `import { setup } from 'corncrake'; ${call('setup', [endpoint, options])}`);
        if (config.adapter?.name !== '@astrojs/node') return;
        updateConfig({ vite: { plugins: [middleware([endpoint, options])] } });
        addMiddleware({ order: 'pre', entrypoint: MIDDLEWARE });
      },
    },
  };
}
