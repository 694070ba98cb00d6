// What is asked of the page, taken once, when this is made: what the page replaces later does
// not matter. Nothing here is stored, and nothing throws.

import {
  CONSENT,
  CONSOLE_ERROR,
  ERROR,
  REJECTION,
  REPEATED,
  RESPONSE,
  RETRY_UNIT,
  REVIEWED,
  SENT_BY_SITE,
  WAKE,
} from '../codes.js';

/** Milliseconds within which one text is one failure, in whatever ways it is reported. */
const ONCE_MS = 1_000;

/** What the loader reports for the first two. */
const OF_EVENTS = { __proto__: null, error: ERROR, unhandledrejection: REJECTION };

/** Calls that must still fit on the stack: many times what the module itself needs. */
const ROOM = 400;

/** Throws where the page's stack is all but used up. A call of the module that is cut off in
 *  the middle would leave its memory half-changed, and then it could do nothing more. */
const room = (calls = ROOM) => (calls > 0 ? 1 + room(calls - 1) : 0);

/** @param {string} endpoint `https://collector/v1/KEY`
 *  @param {Function} fetch the page's, as it was when the stub came */
export function open(endpoint, fetch) {
  const { JSON, Math, crypto, location, navigator, performance, setTimeout } = globalThis;
  const parse = JSON?.parse;
  const { random } = Math;
  const now = performance.now.bind(performance);
  const known = new WeakMap();
  let recent = [];
  let sink, last;

  const told = (code, number = 0, value, extra, uri) => {
    try {
      room();
      sink(code, number, value, extra, uri);
      // The module did not look at it, and what the page says of this error is no other one.
      if (code === REPEATED) seen(value.error, ERROR, value.message);
    } catch {
      // Nothing of ours may come between the page and what it does.
    }
  };

  /** Whether an error was reported before: by its identity, unless it is thrown again or the site
   *  sends it itself now as then; where it has none, by its text, reported in another way just now. */
  const seen = (error, code, message) => {
    const before = known.get(error);
    const [other, said, at] = recent;
    const since = now() - at;
    recent = [code, message, now()];
    try {
      if (!before) known.set(error, code);
      return !!before && (before !== code || (code !== ERROR && code !== SENT_BY_SITE));
    } catch {
      const isSame = () => said.endsWith(message) || message.includes(said);
      return since < ONCE_MS && code !== other && !!said && !!message && isSame();
    }
  };

  return {
    /** What the hooks call (`listen.js`): a code, a number, what happened, what goes along. */
    told,

    /** Sends all reports to a function; returns the one by which the loader reports. */
    attach(to) {
      sink = to;
      return (code, value, extra, uri) => {
        try {
          code = OF_EVENTS[code] ?? code;
          // The document's content was replaced, and perhaps the hooks with it.
          if (code === CONSENT && extra) this.hook?.();
          // Without the line of the stub's own function, and the header before that.
          if (code === CONSOLE_ERROR) extra = extra?.replace?.(/^(Error\n)?.*\n?/, '');
          // Promises that a library brings along announce it by an event of their own.
          if (code === REJECTION) value = value.detail ?? value;
          if (code === ERROR && !uri) {
            const { colno, filename, lineno, message } = value;
            // What fails without end mostly fails at one place: its stack need not be read each time.
            const place = message && `${message}\n${filename}:${lineno}:${colno}`;
            if (place && place === last) code = REPEATED;
            last = place;
          }
        } catch {
          // An event may be one that the page made, or a stack no text.
        }
        told(code, +!!value, value, extra, uri);
      };
    },

    seen,

    /** The address, query string and all: scrubbing takes that off. */
    address: () => location?.href,

    /** Milliseconds on a clock that never goes back. */
    now,

    // A site may have seeded its own Math.random, the same for every visitor.
    chance: () => crypto?.getRandomValues(new Uint32Array(1))[0] / 2 ** 32 || random(),

    isPrivate: () => navigator.globalPrivacyControl === true,

    isOnline: () => navigator.onLine !== false,

    /** A body that is a string needs no CORS preflight; keepalive lets the request outlive
     *  the page; no cookie goes along. The answer is reported as its status and a thousand times
     *  the seconds it asks to wait; a request without an answer has status 0. */
    async post(path, body, keepalive, isTold) {
      let answer = 0;
      try {
        const { headers, status } = await fetch(endpoint + path, {
          // Members that the page gave all objects are none of the request's.
          __proto__: null,
          method: 'POST',
          body,
          keepalive,
          credentials: 'omit',
          referrerPolicy: 'strict-origin',
        });
        answer = status + RETRY_UNIT * (parseInt(headers.get('retry-after')) || 0);
      } catch {
        // The page's fetch may be one of its own. What it throws is not ours to report; and
        // it comes later, since the client receives nothing while it works.
        await undefined;
      }
      if (isTold) told(RESPONSE, answer);
    },

    wake: (milliseconds) => setTimeout(() => told(WAKE), milliseconds),

    /** An event that the site's function changes or leaves alone is reported; what it refuses is
     *  not; where it fails, the event is reported as it was. */
    async consult(onEvent, text, original, key) {
      const scrubbed = () => {
        try {
          const event = parse(text);
          event.fingerprint &&= event.fingerprint.split('\n');
          return event;
        } catch {
          // The page's JSON may be one of its own. Without it, nothing can be reviewed.
        }
      };
      let event = scrubbed();
      try {
        const given = await onEvent(event, original);
        if (given !== undefined) event = given;
      } catch {
        event = scrubbed();
      }
      told(REVIEWED, key, event);
    },
  };
}
