// What a bundler wrote: the folder, and the names of the scripts in it. Each bundler says it in its own
// way; what an earlier build left in the folder is none of this build's.
import path from 'node:path';

/** @typedef {{ folder: string, scripts: Set<string> }} Output */

const named = (names) => new Set([...names].map((name) => name.split('?')[0].split(path.sep).join('/')));

/**
 * Of Rollup and Vite.
 * @param {{ dir?: string, file?: string }} options
 * @param {Record<string, unknown>} bundle
 * @returns {Output}
 */
export function ofRollup({ dir, file }, bundle) {
  return { folder: path.resolve(dir ?? path.dirname(file ?? '')), scripts: named(Object.keys(bundle)) };
}

/**
 * Of webpack and Rspack.
 * @param {any} compilation
 * @returns {Output}
 */
export function ofWebpack(compilation) {
  return { folder: compilation.outputOptions.path, scripts: named(compilation.getAssets().map((asset) => asset.name)) };
}

/**
 * Of esbuild; undefined where it wrote nothing.
 * @param {any} options
 * @param {any} result
 * @returns {Output | undefined}
 */
export function ofEsbuild({ absWorkingDir = process.cwd(), outdir, outfile, write }, result) {
  const to = outdir ?? (outfile && path.dirname(outfile));
  if (write === false || !to || !result.metafile) return undefined;
  const folder = path.resolve(absWorkingDir, to);
  const files = Object.keys(result.metafile.outputs).map((file) => path.resolve(absWorkingDir, file));
  return { folder, scripts: named(files.map((file) => path.relative(folder, file))) };
}
