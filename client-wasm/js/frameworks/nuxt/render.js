// The plug-in of Nuxt's rendering on the server: it leaves the route's pattern with the request, where the
// server's own plug-in finds it.

import { defineNuxtPlugin } from '#imports';
import { follow } from './route.js';

export default defineNuxtPlugin((nuxtApp) => {
  const { context } = nuxtApp.ssrContext.event;
  follow(nuxtApp, (route) => (context.corncrakeRoute = route));
});
