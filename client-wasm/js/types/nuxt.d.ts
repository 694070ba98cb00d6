import type { Options } from './corncrake.js';
import type { NodeOptions } from './node.js';

/** What can be set, for pages and for the server: plain data, since it is runtime configuration. */
export interface NuxtOptions
  extends Omit<Options, 'onEvent'>,
    Pick<NodeOptions, 'origin' | 'uri'> {
  /** `https://<collector>/v1/<project key>`; the variable `NUXT_PUBLIC_CORNCRAKE_ENDPOINT` sets it as well. */
  endpoint?: string;
}

/**
 * A module for Nuxt: what fails in pages, in their rendering and in the server's routes is sent, with the
 * route's pattern in `meta`. Nuxt does with it what it does by itself.
 *
 * @example modules: [['corncrake/nuxt', { endpoint: 'https://errors.example/v1/abc123def45' }]]
 */
export default function corncrake(options: NuxtOptions, nuxt: any): void;
