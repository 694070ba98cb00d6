// A helper as others write them: what throws is not what is wrong.
export function invariant(condition, what) {
  if (!condition) {
    throw new Error(`There must be ${what}`);
  }
}
