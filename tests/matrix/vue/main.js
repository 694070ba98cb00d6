import { createApp, h, onMounted, ref } from 'vue';
import { setup } from 'corncrake';
import { corncrake } from 'corncrake/vue';

import './shop/shop.js';

const endpoint = decodeURIComponent(location.search.slice(1));
if (endpoint) setup(endpoint, { consoleErrors: false });

const Shop = {
  setup() {
    const count = ref(0);
    onMounted(failLater);
    function buy() {
      count.value += 1;
      throw new RangeError('a click fails');
    }
    return () => h('button', { onClick: buy }, `${count.value} bought`);
  },
};

const app = createApp(Shop);
if (endpoint) app.use(corncrake);
app.mount('#app');
