/** What may stand beside a person's words. */
export interface FeedbackOptions {
  /** The error that the words are about, or the event that has it: its class and message go along, scrubbed,
   *  and nothing else of it. */
  error?: unknown;
  /** What the team wants to see beside it: plain data, as `sendEvent` takes it. With `meta` of `corncrake` all
   *  that is in it goes along, and the page's receipt (`corncrake/receipt`) holds for the feedback as well. */
  meta?: Record<string, unknown>;
  /** The site's own version, as in `setup`. */
  release?: string;
  /** Where the site runs, as in `setup`. */
  environment?: string;
}

/** A report that was made and not sent. */
export interface FeedbackReport {
  /** The address of the collector that it would go to. */
  readonly url: string;
  /** The body of the request, byte for byte. */
  readonly body: string;
  /** The words in it: without e-mail addresses, numbers of cards, and whatever else is scrubbed, and cut between
   *  two words where there are more than 10,000 characters. */
  readonly message: string;
  /**
   * Sends these bytes, and nothing else. Gives the status of the answer: 200 when it arrived, 0 where there
   * was none; it may be called again then. Once it arrived, a further call sends nothing.
   */
  send(): Promise<number>;
}

/**
 * Makes a report of what a person wrote, and sends nothing: show `body` or `message` to the person, and call
 * `send` when they agree.
 *
 * It never throws. It gives `undefined` where there are no words, in a server's rendering, where the client's
 * files cannot be loaded, where words and `meta` together are over 60 kB, and after 50 reports of one page.
 *
 * @param endpoint `https://<collector>/v1/<project key>`
 *
 * @example
 * const report = await feedback(endpoint, text.value, { error: lastError });
 * preview.textContent = report?.body;
 * button.onclick = () => report?.send();
 */
export function feedback(
  endpoint: string,
  message: string,
  options?: FeedbackOptions,
): Promise<FeedbackReport | undefined>;
