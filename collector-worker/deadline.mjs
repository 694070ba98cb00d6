// The time that a request may take: one timer for all that it waits for, since a timer costs a tenth of what an
// event does. Whoever waits alone for what another request brings needs one: the runtime takes that for a hang.

/** Milliseconds for a body and for what is stored of it: one of 64 KiB comes by the slowest of phones in that time. */
const MOST_MS = 30_000;

/** The deadline of each request that is being answered. */
const deadlines = new WeakMap();

export class Deadline {
  /** @type {number | null} */
  #timer = null;
  /** @type {Promise<void> | undefined} */
  #late;

  constructor(request) {
    deadlines.set(request, this);
  }

  /** Settles once the time is over; the timer is the request's in whose turn somebody asks first. */
  get late() {
    this.#late ??= new Promise((over) => (this.#timer = setTimeout(over, MOST_MS)));
    return this.#late;
  }

  /** Nothing waits any more. */
  end() {
    clearTimeout(this.#timer);
  }
}

/** Settles once a request has taken too long. */
export const late = (request) => deadlines.get(request)?.late ?? new Promise((over) => setTimeout(over, MOST_MS));
