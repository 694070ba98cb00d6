import type { Grouping, OnEvent, Options } from './corncrake.js';

/** A request that waits: exactly what would be sent. */
export interface PendingRequest {
  /** The address of the collector that it would go to. */
  url: string;
  /** Its body, byte for byte. */
  body: string;
}

/** What a site can set; consent is asked for, so there is no option for it. */
export interface AskOptions extends Omit<Options, 'consent'> {
  /** Called when something begins to wait, with all that waits: show a question then. */
  onPending?: (requests: PendingRequest[]) => void;
}

/** Starts to watch the page; nothing is sent. A second call does nothing. */
export function setup(endpoint: string, options?: AskOptions | OnEvent): void;

/** What waits: the very bytes that `send` would send. */
export function pending(): PendingRequest[];

/**
 * Sends what waits now, and nothing else; what comes later waits again. Gives the status of each
 * answer, 0 where there was none: such a report is tried again by itself, with the very same bytes.
 *
 * @param requests what `pending()` gave when it was shown: only that is sent. By default all that waits
 */
export function send(requests?: PendingRequest[]): Promise<number[]>;

/** Forgets what waits, and stops to watch the page: the same as `consent(false)`. */
export function discard(): void;

/** `true` sends what waits, and everything from then on; `false` forgets and stops; `'ask'` watches, and
 *  lets nothing go. */
export function consent(given: boolean | 'ask'): void;

/** Sends an error that your own code caught, once there is consent. */
export function sendEvent(error: unknown, meta?: Record<string, unknown>, grouping?: Grouping): void;

/** Counts a visit, once there is consent. */
export function ping(): void;

/** What every event takes along. */
export const meta: Record<string, unknown>;
