// A page that cannot be loaded.
export function load() {
  throw new TypeError('no such shop for ann.lee@example.com');
}
