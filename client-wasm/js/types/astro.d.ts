import type { Options } from './corncrake.js';
import type { NodeOptions } from './node.js';

/** What can be set, for pages and for the server: plain data, since it is written into both. */
export interface AstroOptions extends Omit<Options, 'onEvent'>, Pick<NodeOptions, 'origin' | 'uri'> {
  /** `https://<collector>/v1/<project key>` */
  endpoint: string;
}

/**
 * An integration for Astro: each page gets the client. With the adapter `@astrojs/node` the server sends what
 * a page or an endpoint fails by, with the route's pattern in `meta`.
 *
 * @example integrations: [corncrake({ endpoint: 'https://errors.example/v1/abc123def45' })]
 */
export default function corncrake(options: AstroOptions): {
  name: string;
  hooks: { 'astro:config:setup': (given: any) => void };
};
