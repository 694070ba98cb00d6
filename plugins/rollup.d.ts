import type { Options } from './options.js';

/** Rollup's plug-in. */
export default function corncrake(options?: Options): any;
