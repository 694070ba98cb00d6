// Builds the failing shop four times: plain and minified, each as it was (`a`) and as it is after
// a deploy that moved every line and changed every hash (`b`). Writes the builds and their source
// maps to the folder that is named.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const source = join(dirname(fileURLToPath(import.meta.url)), 'source');
const out = process.argv[2];

/** What the later build has before each of its modules: other lines, other names. */
const added = (name) => `// Added by a later release.
export function greet${name}(visitor, greeting, language) {
  const words = [greeting, visitor, language].filter((word) => word !== undefined);
  return words.map((word) => String(word).trim()).join(', ');
}
export const news${name} = { read: [], mark(item, when) { this.read.push({ item, when }); } };
globalThis.release${name} = [greet${name}, news${name}];

`;

const laterRelease = {
  name: 'later-release',
  setup(build) {
    build.onLoad({ filter: /\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return { contents: added(basename(path, '.js')) + text, loader: 'js' };
    });
  },
};

async function one(name, minify, isLater) {
  const folder = join(out, name, 'assets');
  await mkdir(folder, { recursive: true });
  /** @type {import('esbuild').BuildOptions} */
  const options = {
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify,
    sourcemap: 'linked',
    splitting: true,
    // Hashes hold the way from here to the source, which must be the same on every machine.
    absWorkingDir: source,
    outdir: join(source, 'dist'),
    write: false,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    metafile: true,
    logLevel: 'error',
    plugins: isLater ? [laterRelease] : [],
  };
  const entry = async (name, file, define) => {
    const made = await build({ ...options, entryPoints: { [name]: file }, define });
    for (const { path, contents } of made.outputFiles ?? []) await writeFile(join(folder, basename(path)), contents);
    const isEntry = ([, output]) => output.entryPoint === file;
    const [built] = Object.entries(made.metafile?.outputs ?? {}).find(isEntry) ?? [];
    return basename(/** @type {string} */ (built));
  };
  const worker = await entry('worker', 'worker.js', {});
  const number = isLater ? '4711' : '23';
  const main = await entry('index', 'main.js', {
    SHOP_WORKER: JSON.stringify(`/assets/${worker}`),
    SHOP_NUMBER: number,
  });
  await writeFile(join(out, name, 'index.html'), `<!doctype html><title>shop</title><body><script type="module" src="/assets/${main}"></script>`);
  const inNode = `await import('./assets/${main}');\nwhile (!globalThis.told) await new Promise((done) => setTimeout(done, 10));\nconsole.log(JSON.stringify(globalThis.told));\n`;
  await writeFile(join(out, name, 'node.mjs'), inNode);
}

await mkdir(out, { recursive: true });
await writeFile(join(out, 'package.json'), '{ "type": "module" }');
await one('plain-a', false, false);
await one('plain-b', false, true);
await one('minified-a', true, false);
await one('minified-b', true, true);
