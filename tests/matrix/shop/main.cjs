// The same for what reads CommonJS alone.
const { setup } = require('corncrake');

require('./shop.js');

const endpoint = decodeURIComponent(location.search.slice(1));
if (endpoint) setup(endpoint);
openShop();
