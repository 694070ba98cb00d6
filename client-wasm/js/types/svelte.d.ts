/** What SvelteKit's hook of the client is given. */
export interface HookInput {
  error: unknown;
  event: { route?: { id: string | null } };
  status: number;
  message: string;
}

/**
 * For `src/hooks.client`: sends what SvelteKit did not expect, and then does what your own
 * hook does, or prints the error as SvelteKit does. A page that is not there (404) is not sent.
 *
 * @example export const handleError = corncrakeHandleError();
 */
export function handleError<Shown = void>(own?: (input: HookInput) => Shown): (input: HookInput) => Shown;

/**
 * For a boundary, which keeps errors to itself otherwise.
 *
 * @example <svelte:boundary {onerror}>
 */
export function onerror(error: unknown): void;
