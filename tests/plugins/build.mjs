// One small shop, built by each bundler as its own documents say, with the plug-in and nothing else of
// Corncrake: `node build.mjs <bundler>`. `node build.mjs <bundler> watch` watches until a second build of
// a source that has changed is over.
import { appendFileSync } from 'node:fs';
import path from 'node:path';

const SOURCE = './src/main.js';
const out = path.resolve('dist');
/** As an operator gives it, but for where the tests' collector is. */
const options = { setup: { environment: 'staging', consoleErrors: false } };

const configured = (corncrake) =>
  /** @type {any} */ ({ mode: 'production', entry: SOURCE, output: { path: out }, plugins: [corncrake(options)] });

const packed = (bundler, corncrake) =>
  new Promise((resolve, reject) => {
    bundler(configured(corncrake), (error, stats) => {
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

/** Builds to wait for, and milliseconds between two changes: a watcher may overlook the first. */
const [BUILDS, CHANGE_MS] = [2, 500];

/** Changes the source until enough builds are over. `start` is given what to call after each. */
const watched = (start) =>
  new Promise((resolve, reject) => {
    let builds = 0;
    const changes = setInterval(() => {
      if (builds > 0 && builds < BUILDS) appendFileSync(SOURCE, `\nconsole.info('changed')`);
    }, CHANGE_MS);
    const built = (error) => {
      builds += 1;
      if (!error && builds < BUILDS) return;
      clearInterval(changes);
      if (error) reject(error);
      else resolve(undefined);
    };
    start(built).catch(reject);
  });

const watchers = {
  vite: async (built) => {
    const { build } = await import('vite');
    const { default: corncrake } = await import('corncrake-bundler/vite');
    const watcher = /** @type {any} */ (await build({ logLevel: 'error', plugins: [corncrake(options)], build: { watch: {} } }));
    watcher.on('event', ({ code, error }) => /^(END|ERROR)$/.test(code) && built(error));
  },
  webpack: async (built) => {
    const { default: webpack } = await import('webpack');
    const { default: corncrake } = await import('corncrake-bundler/webpack');
    webpack(configured(corncrake)).watch({}, (error) => built(error));
  },
  rspack: async (built) => {
    const { rspack } = await import('@rspack/core');
    const { default: corncrake } = await import('corncrake-bundler/rspack');
    rspack(configured(corncrake)).watch({}, (error) => built(error));
  },
  rollup: async (built) => {
    const { watch } = await import('rollup');
    const { default: resolve } = await import('@rollup/plugin-node-resolve');
    const { default: corncrake } = await import('corncrake-bundler/rollup');
    const watcher = watch({ input: SOURCE, plugins: [resolve(), corncrake(options)], output: { dir: out, format: 'es' } });
    watcher.on('event', (event) => /^(END|ERROR)$/.test(event.code) && built(/** @type {any} */ (event).error));
  },
  esbuild: async (built) => {
    const { context } = await import('esbuild');
    const { default: corncrake } = await import('corncrake-bundler/esbuild');
    const after = { name: 'after', setup: (build) => build.onEnd(({ errors }) => built(errors[0])) };
    const watching = await context({
      entryPoints: [SOURCE],
      outdir: out,
      bundle: true,
      format: 'esm',
      plugins: [corncrake(options), after],
    });
    await watching.watch();
  },
};

const [bundler, mode] = process.argv.slice(2);
if (mode === 'watch') {
  await watched(watchers[bundler]);
  process.exit(0);
}
await builds[bundler]();
