// What is asked of the page, taken once, when this is made: what the page replaces later
// does not matter. Nothing here is stored.

export class Page {
  /** @param {unknown} endpoint `https://collector/v1/KEY`; TrackX's documentation puts
   *    `/event` behind it, its code appends that. */
  constructor(endpoint) {
    const { fetch, location, navigator, performance } = globalThis;
    this.location = location;
    this.navigator = navigator;
    this.fetch = fetch?.bind(globalThis);
    /** Milliseconds on a clock that never goes back. */
    this.now = performance.now.bind(performance);
    this.endpoint = typeof endpoint === 'string' && endpoint.replace(/\/*(\/event\/*)?$/, '');
  }

  /** The address, query string and all: scrubbing takes that off. */
  address() {
    return this.location.href;
  }

  /** Sends an event that is scrubbed. */
  event(body, keepalive) {
    this.#post('/event', body, keepalive);
  }

  /** Counts a visit, unless the browser asks not to by Global Privacy Control. */
  ping() {
    if (this.navigator.globalPrivacyControl !== true) this.#post('/ping', undefined, true);
  }

  /** Nobody waits for the answer. A body that is a string needs no CORS preflight;
   *  keepalive lets the request outlive the page; no cookie goes along. */
  #post(path, body, keepalive) {
    if (!this.endpoint) return;
    const init = { method: 'POST', body, keepalive, credentials: 'omit', referrerPolicy: 'strict-origin' };
    try {
      this.fetch(this.endpoint + path, init).catch(() => {});
    } catch {
      // The page's fetch may be one of its own. What it throws is not ours to report.
    }
  }
}
