// Builds the demo's checkout as a shop deploys it, minified with a map, runs it, and prints what
// an engine says of its failure: `{"stack", "map"}`. The build's folder is the argument.
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const source = dirname(fileURLToPath(import.meta.url));
const file = join(process.argv[2], 'checkout-B7xK2q9d.mjs');
await build({
  entryPoints: [join(source, 'checkout.js')],
  bundle: true,
  minify: true,
  format: 'esm',
  sourcemap: true,
  outfile: file,
  logLevel: 'error',
});
const { onPay } = await import(pathToFileURL(file).href);
try {
  onPay({ lines: [{ name: 'Tea', count: 2, price: {} }] }, { country: 'DE' });
} catch (error) {
  const own = error.stack.split('\n').filter((line) => !line.includes('fail.mjs'));
  const stack = own.join('\n').replaceAll(pathToFileURL(file).href, 'https://shop.example/assets/checkout-B7xK2q9d.js');
  const map = JSON.parse(await readFile(`${file}.map`, 'utf8'));
  // Where the sources are is no matter of this machine's folders.
  map.sources = map.sources.map((path) => `src/${basename(path)}`);
  console.log(JSON.stringify({ stack, map: JSON.stringify(map) }));
}
