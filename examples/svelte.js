// Svelte 5: a boundary that catches its child's error.
import { setup } from 'corncrake';
import { mount } from 'svelte';

import Shop from './Shop.svelte';
import { endpoint } from './endpoint.js';

setup(endpoint, { load: 'eager' });
mount(Shop, { target: document.querySelector('main') });
