import type { Options } from './options.js';

/** Rspack's plug-in. */
export default function corncrake(options?: Options): any;
