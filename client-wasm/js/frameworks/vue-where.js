// Where Vue caught an error, as an event's `meta` says it: the component, and what Vue calls the hook.

/** What Vue's production build says in a fragment, in the place of words (vue 3.5,
 *  `packages/runtime-core/src/errorHandling.ts`). */
const HOOKS = {
  __proto__: null,
  sp: 'serverPrefetch hook',
  bc: 'beforeCreate hook',
  c: 'created hook',
  bm: 'beforeMount hook',
  m: 'mounted hook',
  bu: 'beforeUpdate hook',
  u: 'updated',
  bum: 'beforeUnmount hook',
  um: 'unmounted hook',
  a: 'activated hook',
  da: 'deactivated hook',
  ec: 'errorCaptured hook',
  rtc: 'renderTracked hook',
  rtg: 'renderTriggered hook',
  0: 'setup function',
  1: 'render function',
  2: 'watcher getter',
  3: 'watcher callback',
  4: 'watcher cleanup function',
  5: 'native event handler',
  6: 'component event handler',
  7: 'vnode hook',
  8: 'directive hook',
  9: 'transition hook',
  10: 'app errorHandler',
  11: 'app warnHandler',
  12: 'ref function',
  13: 'async component loader',
  14: 'scheduler flush',
  15: 'component update',
  16: 'app unmount cleanup function',
};

/** What Vue calls the hook, in whichever build. */
const hook = (info) => HOOKS[/#runtime-(\w+)$/.exec(info)?.[1]] ?? info;

export function where(instance, info) {
  const vue = hook(info);
  try {
    const { name, __name } = instance?.$options ?? {};
    return { component: name ?? __name, vue };
  } catch {
    // A component's options may throw when they are read.
    return { vue };
  }
}
