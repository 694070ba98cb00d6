// Vue 3: an error in a component's hook, by the plugin, before and after an own handler.
import { setup } from 'corncrake';
import { corncrake } from 'corncrake/vue';
import { createApp, h } from 'vue';

import { endpoint } from './endpoint.js';

setup(endpoint, { load: 'eager', consoleErrors: false });
window.printed = [];
const print = console.error;
console.error = (...args) => {
  window.printed.push(String(args[0]));
  print(...args);
};

const broken = (name, error) => ({
  name,
  mounted() {
    throw error;
  },
  render: () => h('p', name),
});
const mount = (app) => app.use(corncrake).mount(document.querySelector('main').appendChild(document.createElement('div')));

mount(createApp(broken('BasketList', new TypeError('the list is empty for ann.lee@example.com'))));
const own = createApp(broken('OwnHandler', new RangeError('an own handler hears it too')));
own.config.errorHandler = (error) => (window.own = error.message);
mount(own);
