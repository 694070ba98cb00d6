/**
 * The client for pages in one file, with the module inside: for a bundler that leaves the
 * module's file behind. It is larger, and nothing of it can wait until a page is idle.
 */
export * from './corncrake.js';
