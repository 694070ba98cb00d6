// The page of a bundler that reads modules. Without an endpoint in its address it has no client.
import { setup } from 'corncrake';

import './shop.js';

const endpoint = decodeURIComponent(location.search.slice(1));
if (endpoint) setup(endpoint);
openShop();
