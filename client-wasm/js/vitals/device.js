// The device as classes, three for each: nothing that could point at one device. What the browser does not
// tell is left out.

/** Gibibytes that are `low` and `mid` at most. Browsers tell no less than a power of two
 *  (https://www.w3.org/TR/device-memory/). */
const MEMORY = { low: 2, mid: 4 };
/** Logical processors; browsers may tell fewer than there are. */
const CORES = { low: 2, mid: 6 };
/** Pixels of CSS: below 600 is a phone, from 1,200 on a large window, as in the window sizes of Material Design
 *  (https://m3.material.io/foundations/layout/applying-layout/window-size-classes). */
const VIEWPORT = { low: 599, mid: 1_199 };
/** Connections, by the round trip and the throughput that the browser saw
 *  (https://wicg.github.io/netinfo/#effective-connection-types). */
const CONNECTION = new Map([
  ['slow-2g', 'low'],
  ['2g', 'low'],
  ['3g', 'mid'],
  ['4g', 'high'],
]);

const classOf = (value, { low, mid }) =>
  value <= low ? 'low' : value <= mid ? 'mid' : value > mid ? 'high' : undefined;

/** The classes of this device. */
export function device() {
  // Not every engine has all of them.
  const { connection, deviceMemory, hardwareConcurrency } = /** @type {any} */ (navigator);
  return {
    memory: classOf(deviceMemory, MEMORY),
    cores: classOf(hardwareConcurrency, CORES),
    connection: CONNECTION.get(connection?.effectiveType),
    viewport: classOf(innerWidth, VIEWPORT),
  };
}
