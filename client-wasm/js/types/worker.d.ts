/**
 * The client for workers: dedicated, shared and service workers, as modules or bundled. It
 * watches the worker that it is loaded in, and is one file with the module inside.
 *
 * `load` and resources are of pages only; all else is as there.
 */
export * from './corncrake.js';
