const { setup } = require('corncrake/node');

if (process.env.ENDPOINT) setup(process.env.ENDPOINT);
require('./failures.js');
