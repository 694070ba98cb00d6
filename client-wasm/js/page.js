// What the module asks of the page, taken once, when a client is made: what the page
// replaces later does not matter. Nothing here throws, and nothing is stored.

const nothing = () => {};

export class Page {
  constructor() {
    ({
      fetch: this.fetch,
      location: this.location,
      navigator: this.navigator,
      performance: this.performance,
    } = globalThis);
  }

  /** The address, query string and all: scrubbing takes that off. */
  address() {
    return this.location.href;
  }

  /** Whether the browser says Global Privacy Control. */
  asksForPrivacy() {
    return this.navigator.globalPrivacyControl === true;
  }

  /** Milliseconds on a clock that never goes back. */
  now() {
    return this.performance.now();
  }

  /** Sends a request whose answer nobody waits for. A body that is a string needs no CORS
   *  preflight; keepalive lets the request outlive the page; no cookie goes along. */
  post(url, body, keepalive) {
    try {
      const init = { method: 'POST', body, keepalive, credentials: 'omit', referrerPolicy: 'strict-origin' };
      this.fetch.call(globalThis, url, init).catch(nothing);
    } catch {
      // The page's fetch may be one of its own. What it throws is not ours to report.
    }
  }
}
