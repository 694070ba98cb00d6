// The plug-in of a Nuxt page: what Vue catches, and what takes the page's place with an error. Nuxt does with
// both what it does by itself.

import { defineNuxtPlugin } from '#imports';
import { meta, sendEvent, setup } from 'corncrake';
import { corncrake } from 'corncrake/vue';
import { isAnswer, thrown } from './error.js';
import { follow } from './route.js';

export default defineNuxtPlugin((nuxtApp) => {
  const { endpoint, ...options } = nuxtApp.$config.public.corncrake;
  const onEvent = (event, original) => (isAnswer(original) ? false : undefined);
  setup(endpoint, { ...options, onEvent });
  follow(nuxtApp, (route) => (meta.route = route));
  nuxtApp.vueApp.use(corncrake);
  nuxtApp.hook('app:error', (error) => sendEvent(thrown(error)));
});
