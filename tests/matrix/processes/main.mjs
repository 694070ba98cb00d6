import { setup } from 'corncrake/node';

import './failures.js';

if (process.env.ENDPOINT) setup(process.env.ENDPOINT);
