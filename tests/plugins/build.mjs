// One small shop, built by each bundler as its own documents say, with the plug-in and nothing else of
// Corncrake: `node build.mjs <bundler>`.
import path from 'node:path';

const SOURCE = './src/main.js';
const out = path.resolve('dist');
/** As an operator gives it, but for where the tests' collector is. */
const options = { setup: { environment: 'staging', consoleErrors: false } };

const packed = (bundler, corncrake) =>
  new Promise((resolve, reject) => {
    const configuration = { mode: 'production', entry: SOURCE, output: { path: out }, plugins: [corncrake(options)] };
    bundler(configuration, (error, stats) => {
      if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString()));
      else resolve(undefined);
    });
  });

const builds = {
  async vite() {
    const { build } = await import('vite');
    const { default: corncrake } = await import('corncrake-bundler/vite');
    await build({ logLevel: 'error', plugins: [corncrake(options)] });
  },
  async webpack() {
    await packed((await import('webpack')).default, (await import('corncrake-bundler/webpack')).default);
  },
  async rspack() {
    await packed((await import('@rspack/core')).rspack, (await import('corncrake-bundler/rspack')).default);
  },
  async rollup() {
    const { rollup } = await import('rollup');
    const { default: resolve } = await import('@rollup/plugin-node-resolve');
    const { default: terser } = await import('@rollup/plugin-terser');
    const { default: corncrake } = await import('corncrake-bundler/rollup');
    const bundle = await rollup({ input: SOURCE, plugins: [resolve(), terser(), corncrake(options)] });
    await bundle.write({ dir: out, format: 'es' });
    await bundle.close();
  },
  async esbuild() {
    const { build } = await import('esbuild');
    const { default: corncrake } = await import('corncrake-bundler/esbuild');
    const common = /** @type {const} */ ({ bundle: true, minify: true, format: 'esm', splitting: true });
    await build({ entryPoints: [SOURCE], outdir: out, logLevel: 'error', plugins: [corncrake(options)], ...common });
  },
};

await builds[process.argv[2]]();
