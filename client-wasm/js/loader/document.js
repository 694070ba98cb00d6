// What stands for `document` in the entries that are imported: a worker has none.

const found = globalThis.document ?? {};

export { found as document };
