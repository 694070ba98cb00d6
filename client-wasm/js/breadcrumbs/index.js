// The npm package's `corncrake/breadcrumbs`: what a page did before an error, as kinds and places.
//
//   import { meta, setup } from 'corncrake';
//   import { breadcrumb, breadcrumbs } from 'corncrake/breadcrumbs';
//   setup(endpoint);
//   const stop = breadcrumbs(meta);
//
// It imports nothing of the client, and the client knows nothing of it: breadcrumbs are a member of
// the `meta` that every event takes along, so they are scrubbed on the device like all of it.
// Nothing is hooked before `breadcrumbs` is called, and nothing here throws into the page.

import { ring } from './ring.js';
import { flat, word } from './own.js';
import { watchClicks } from './clicks.js';
import { watchConsole } from './console.js';
import { watchNavigation } from './navigation.js';
import { watchNetwork } from './network.js';

/** What can be left out, by the name of its option. */
const WATCHED = {
  __proto__: null,
  navigation: watchNavigation,
  network: watchNetwork,
  clicks: watchClicks,
  console: watchConsole,
};

/** The ring of the page, while it has one. */
let recent;

/** Starts; returns the function that stops. A second call does nothing but return the same. */
export function breadcrumbs(meta, options) {
  try {
    // Servers and edge runtimes have some of a page's functions, but no window and no worker's.
    if (recent || !meta || !(globalThis.document ?? globalThis.importScripts)) return recent?.stop ?? (() => {});
    if (Object.getOwnPropertyDescriptor(meta, 'breadcrumbs')) {
      console.warn('corncrake: meta.breadcrumbs is in use by the site');
      return () => {};
    }
    const own = ring();
    const { getOwnPropertyDescriptor, defineProperty } = Object;
    // First: where the site's object takes no member, nothing is hooked.
    defineProperty(meta, 'breadcrumbs', {
      configurable: true,
      enumerable: true,
      get: own.read,
      // A site that sets the member itself gets what it set.
      set: (value) => defineProperty(meta, 'breadcrumbs', { value, writable: true }),
    });
    recent = own;
    const stops = [];
    for (const name of Object.keys(WATCHED)) {
      try {
        if (options?.[name] !== false) stops.push(WATCHED[name](own.add));
      } catch {
        // What this page lacks is not watched.
      }
    }
    stops.push(own.watchErrors());
    own.stop = () => {
      if (recent !== own) return;
      recent = undefined;
      // What the site has set since is the site's.
      if (getOwnPropertyDescriptor(meta, 'breadcrumbs')?.get === own.read) delete meta.breadcrumbs;
      for (const stop of stops) stop();
    };
    return own.stop;
  } catch {
    return () => {}; // `meta` may be frozen
  }
}

/** One of the site's own: a word, and flat data. */
export function breadcrumb(kind, data) {
  try {
    const name = word(kind);
    if (recent && name) recent.add({ kind: name, data: flat(data) });
  } catch {
    // Data may be an object that throws when it is read.
  }
}
