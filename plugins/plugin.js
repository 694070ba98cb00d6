// Corncrake in a bundler: knows the endpoint and the release, has maps made, uploads and deletes them.
//
// Maps are made and uploaded only where there is a token, in builds and never while a bundler watches
// or serves. A map that is not uploaded fails the build: it would be deployed for everybody to read.
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { target, uploadMaps } from 'corncrake/sourcemaps';
import { createUnplugin } from 'unplugin';

import { ofEsbuild, ofRollup, ofWebpack } from './output.js';
import { releaseOf } from './release.js';

const NAME = 'corncrake';
/** The module that sets the client up, and what is written into it. */
const SETUP = realpathSync(fileURLToPath(new URL('setup.js', import.meta.url)));
const PLACE = '/* corncrake */';
/** Maps without a comment that leads visitors to them, and with a debug id where the bundler can. */
const [HIDDEN, HIDDEN_WITH_ID] = ['hidden-source-map', 'hidden-source-map-debugids'];

export const plugin = createUnplugin((/** @type {import('./options.js').Options} */ options = {}) => {
  const { env } = process;
  const endpoint = options.endpoint || env.CORNCRAKE_ENDPOINT;
  if (!endpoint) throw new Error('corncrake: the option `endpoint` is missing: the same as in setup(), https://errors.example/v1/KEY');
  const release = releaseOf(options.release, env);
  const token = (options.token || env.CORNCRAKE_TOKEN)?.trim();
  const uploads = options.upload ?? Boolean(token);
  const to = uploads ? target(options.uploadEndpoint || env.CORNCRAKE_UPLOAD_ENDPOINT || endpoint, token, options.allowHttp) : undefined;
  if (to?.isAdmin) {
    console.warn('corncrake: the token is the admin token, which may do everything; make an upload token in the settings of the project');
  }

  /** @param {import('./output.js').Output | undefined} output */
  const upload = async (output) => {
    if (!to || !output) return;
    const { rows, failed, empty } = await uploadMaps({
      folder: output.folder,
      only: output.scripts,
      release,
      drop: !options.keepMaps,
      ...to,
    });
    if (failed) {
      const lines = rows.filter(({ isFailed }) => isFailed).map(({ build, outcome }) => `\n  ${build.name}: ${outcome}`);
      throw new Error(`corncrake: ${failed} of ${rows.length} maps were not uploaded${lines.join('')}`);
    }
    const done = rows.length - empty;
    if (done === 0) console.warn('corncrake: the build made no source map, so none was uploaded; does its configuration turn them off?');
    else console.log(`corncrake: ${done} source map${done === 1 ? '' : 's'} uploaded for release ${release}`);
  };

  /** webpack and Rspack alike. */
  const inWebpack = (compiler, hidden) => {
    if (!to || compiler.options.watch) return;
    if (!compiler.options.devtool) compiler.options.devtool = hidden;
    compiler.hooks.afterEmit.tapPromise(NAME, async (compilation) => {
      if (!compiler.watchMode && !compilation.getStats().hasErrors()) await upload(ofWebpack(compilation));
    });
  };

  const inRollup = {
    outputOptions(output) {
      if (!to || this.meta.watchMode) return null;
      return { ...output, sourcemap: output.sourcemap || 'hidden', sourcemapDebugIds: true };
    },
    async writeBundle(output, bundle) {
      if (!this.meta.watchMode) await upload(ofRollup(output, bundle));
    },
  };

  return {
    name: NAME,
    transformInclude: (id) => id.split('?')[0] === SETUP,
    transform(code) {
      const given = JSON.stringify({ endpoint, options: { ...options.setup, release } });
      return { code: code.replace(PLACE, () => `given = ${given};`), map: { version: 3, sources: [], names: [], mappings: '' } };
    },
    rollup: /** @type {any} */ (inRollup),
    vite: /** @type {any} */ ({
      ...inRollup,
      // A module that Vite bundles beforehand comes past no plug-in.
      config: ({ build }, { command }) => ({
        optimizeDeps: { exclude: ['corncrake-bundler', 'corncrake'] },
        ...(to && command === 'build' && !build?.watch ? { build: { sourcemap: build?.sourcemap || 'hidden' } } : {}),
      }),
    }),
    webpack: (compiler) => inWebpack(compiler, HIDDEN_WITH_ID),
    rspack: (compiler) => inWebpack(compiler, HIDDEN),
    esbuild: {
      setup(build) {
        if (!to) return;
        const { initialOptions } = build;
        initialOptions.sourcemap ||= 'external';
        initialOptions.metafile = true;
        // esbuild does not say whether it watches. What is built again in the same context is not deployed.
        let builds = 0;
        build.onEnd(async (result) => {
          if (result.errors.length > 0) return;
          builds += 1;
          if (builds === 1) await upload(ofEsbuild(initialOptions, result));
          if (builds === 2) console.warn('corncrake: the source maps of further builds in this context are not uploaded');
        });
      },
    },
  };
});
