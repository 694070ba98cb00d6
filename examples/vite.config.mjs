// The package needs no setting: these are the site's pages, and Svelte.
import { svelte } from '@sveltejs/vite-plugin-svelte';

export default {
  base: './',
  plugins: [svelte()],
  build: {
    outDir: 'out/vite',
    rollupOptions: { input: ['app.html', 'worker.html', 'react.html', 'vue.html', 'svelte.html'] },
  },
};
