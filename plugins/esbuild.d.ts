import type { Options } from './options.js';

/** esbuild's plug-in. */
export default function corncrake(options?: Options): any;
