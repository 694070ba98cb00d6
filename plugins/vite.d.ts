import type { Options } from './options.js';

/** Vite's plug-in. */
export default function corncrake(options?: Options): any;
