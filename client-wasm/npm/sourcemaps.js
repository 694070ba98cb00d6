// `corncrake/sourcemaps`, for what knows no package exports.
export * from './command-maps.js';
