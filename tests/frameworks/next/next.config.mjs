import path from 'node:path';

// Packages lie above this folder in the tests, which Next.js would otherwise not look at.
const root = path.resolve('../../../..');

export default {
  outputFileTracingRoot: root,
  turbopack: { root },
};
