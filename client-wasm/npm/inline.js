// For resolvers that know no package exports: what `corncrake/inline` is.
export * from './worker.js';
