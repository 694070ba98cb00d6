import type { ClientEvent, Grouping, OnEvent } from './corncrake.js';

export type { ClientEvent, Grouping, OnEvent };

/** What a Worker can set. */
export interface WorkerOptions {
  /** The address of the install page, `https://<collector>/v1/<key>`. */
  endpoint: string;
  release?: string;
  environment?: string;
  /** The `Origin` that is sent, `node` if absent; the project's origins must allow it. */
  origin?: string;
  /** An address that is sent with every event; none if absent. */
  uri?: string;
  /** Sees, changes or drops every event before it leaves, as in a page. A promise is waited for, after the
   *  answer of the Worker, for at most five seconds. */
  onEvent?: OnEvent;
}

/**
 * Wraps the handlers of a Worker: what one of them throws is sent, and thrown on.
 *
 * @param options or a function that gives them of the Worker's variables
 */
export function corncrake<Handlers extends object>(
  options: WorkerOptions | ((env: any) => WorkerOptions),
  handlers: Handlers,
): Handlers;

/** Sends an error that was caught. */
export function sendEvent(error: unknown, meta?: Record<string, unknown>, grouping?: Grouping): void;

/** What every event takes along. */
export const meta: Record<string, unknown>;
