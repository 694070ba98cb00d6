import type { Options } from './options.js';

/** webpack's plug-in. */
export default function corncrake(options?: Options): any;
