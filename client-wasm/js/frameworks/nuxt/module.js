// A module for Nuxt: modules: [['corncrake/nuxt', { endpoint }]]
//
// It adds a plug-in for pages, one for their rendering, and one for the server where that is Node's. The
// options are runtime configuration, so that variables of the environment can set them.

import { fileURLToPath } from 'node:url';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));

export default function corncrake(options, nuxt) {
  const { build, plugins, runtimeConfig } = nuxt.options;
  runtimeConfig.public.corncrake = { endpoint: '', ...options, ...runtimeConfig.public.corncrake };
  const [page, render, server] = ['./nuxt-page.js', './nuxt-render.js', './nuxt-server.js'].map(file);
  plugins.unshift({ src: page, mode: 'client' }, { src: render, mode: 'server' });
  build.transpile.push(page, render);
  nuxt.hook('nitro:init', ({ options: nitro }) => {
    if (!nitro.node) return;
    nitro.plugins.push(server);
    nitro.externals.inline.push(server);
  });
}
