// A test's controls of the runtime below an unchanged build of the collector: the clock, a trap
// of the Rust module, a place where an object waits, and the random bytes of the run.
//
// It must be evaluated before the collector's own modules, which look these globals up at
// each use. Nothing of it is built or deployed.

export const doors = {
  /** The time of the clock, in milliseconds since 1970; null is the real time. */
  now: null,
  /** The part whose next look at the clock traps: "stateless", "object" or null. */
  trap: null,
  /** The place where an object waits until it is killed: see `entry.mjs`; null is nowhere. */
  hold: null,
  /** The times that it passes that place before. */
  passes: 0,
  /** Whether one waits there. */
  held: false,
  /** Every run of 32 random bytes, in hex. */
  random: [],
  /** Rows that SQLite read for the objects since this was last set. */
  rowsRead: 0,
  /** The bytes of the Rust module's memory, which never shrinks: its peak. */
  get memory() {
    return exports?.memory.buffer.byteLength;
  },
};

let exports;
const Instance = WebAssembly.Instance;
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    exports = this.exports;
  }
};

/** A real trap in Rust: an allocation that no memory can hold aborts. */
export function trapHere(place) {
  if (doors.trap !== place) return;
  doors.trap = null;
  doors.armed = true;
}

/** Longer than any test waits; the runtime takes a promise without a timer for a hang. */
const HOLD_MS = 600_000;

/** Waits here if this is the place: the test kills the process meanwhile. */
export async function holdHere(place) {
  if (doors.hold !== place) return;
  if (doors.passes > 0) {
    doors.passes -= 1;
    return;
  }
  Object.assign(doors, { hold: null, held: true });
  await new Promise((resolve) => setTimeout(resolve, HOLD_MS));
}

/** Counts the rows that an object's statements read, each once the next one begins. */
export function countRows(sql) {
  const exec = sql.exec.bind(sql);
  let last;
  sql.exec = (...args) => {
    if (last) doors.rowsRead += last.rowsRead;
    last = exec(...args);
    return last;
  };
  return () => {
    if (last) doors.rowsRead += last.rowsRead;
    last = undefined;
  };
}

const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    // biome-ignore lint/correctness/noConstructorReturn: `super` may be called once only
    if (args.length > 0) return super(...args);
    if (doors.armed) {
      doors.armed = false;
      exports.__wbindgen_malloc(0xffffffff, 1);
    }
    super(doors.now ?? RealDate.now());
  }
};

const fill = crypto.getRandomValues.bind(crypto);
crypto.getRandomValues = (bytes) => {
  fill(bytes);
  if (bytes.length === 32) doors.random.push([...bytes].map((b) => b.toString(16).padStart(2, "0")).join(""));
  return bytes;
};
