import type { OnEvent, Options } from './corncrake.js';
import type { NodeOptions } from './node.js';

export { sendEvent } from './corncrake.js';

/**
 * For `instrumentation-client`: `setup` of `corncrake`, which leaves what failed on the server to the server.
 *
 * @example setup('https://errors.example/v1/abc123def45', { release: '1.4.2' });
 */
export function setup(endpoint: string, options?: Options | OnEvent): void;

/** The two functions that `instrumentation` exports. */
export interface Instrumentation {
  register(): void;
  onRequestError(
    error: unknown,
    request: unknown,
    context: { routePath: string; routeType: string },
  ): void | Promise<void>;
}

/**
 * For `instrumentation`: watches the process, and sends what a request fails by with its route's pattern in
 * `meta`; in the edge runtime it does the latter alone.
 *
 * @example export const { register, onRequestError } = corncrake('https://errors.example/v1/abc123def45');
 */
export function corncrake(endpoint: string, options?: NodeOptions): Instrumentation;
