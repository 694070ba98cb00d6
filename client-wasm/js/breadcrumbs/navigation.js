// Pages that a visitor went to without a reload, by the pattern of their path.

import { pattern } from './address.js';
import { quietly, wrap } from './wrap.js';

export function watchNavigation(add) {
  const { addEventListener, document, History, location, removeEventListener } = globalThis;
  if (!document) return () => {};
  let last = location.pathname;
  const look = () =>
    quietly(() => {
      if (location.pathname === last) return;
      last = location.pathname;
      add({ kind: 'navigation', url: pattern(location.href) });
    });
  const changed = (result) => {
    look();
    return result;
  };
  const stops = ['pushState', 'replaceState'].map((name) => wrap(History.prototype, name, () => {}, changed));
  addEventListener('popstate', look, true);
  quietly(() => add({ kind: 'navigation', url: pattern(location.href) }));
  return () => {
    removeEventListener('popstate', look, true);
    for (const stop of stops) stop();
  };
}
