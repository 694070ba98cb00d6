// The pattern of the route that a Nuxt application shows, such as /shop/:id: what a visitor put into it is not
// sent.

/** @param {any} nuxtApp which may be without pages
 *  @param {(route: string | undefined) => void} keep gets it now, and whenever another one is shown */
export function follow({ $router }, keep) {
  const say = (to) => keep(to.matched.at(-1)?.path.replace(/\(\)/g, ''));
  $router?.afterEach(say);
  if ($router) say($router.currentRoute.value);
}
