// The plug-in of a Nuxt page: what Vue catches, and what takes the page's place with an error. Nuxt does with
// both what it does by itself.

import { defineNuxtPlugin } from '#imports';
import { meta, sendEvent, setup } from 'corncrake';
import { where } from '../vue-where.js';
import { isAnswer, thrown } from './error.js';
import { follow } from './route.js';

export default defineNuxtPlugin((nuxtApp) => {
  const { endpoint, ...options } = nuxtApp.$config.public.corncrake;
  setup(endpoint, { ...options, onEvent: (event, original) => (isAnswer(original) ? false : undefined) });
  follow(nuxtApp, (route) => (meta.route = route));
  // While a page starts, Nuxt tells of an error in both ways.
  const told = new WeakSet();
  const tell = (given, more) => {
    const error = thrown(given);
    if (Object(error) === error) {
      if (told.has(error)) return;
      told.add(error);
    }
    sendEvent(error, more);
  };
  nuxtApp.hook('vue:error', (error, instance, info) => tell(error, where(instance, info)));
  nuxtApp.hook('app:error', (error) => tell(error));
});
