// A small shop that bundles the package: an error that nothing catches, and one that it sends.
import { meta, ping, sendEvent, setup } from 'corncrake';

import { endpoint } from './endpoint.js';

setup(endpoint, { release: '1.4.2', environment: 'test' });
meta.theme = 'dark';
ping();

function checkout() {
  throw new TypeError(`no card for ann.lee@example.com`);
}

setTimeout(checkout);
sendEvent(new RangeError('sent by the shop'), { token: 'Bearer abcdef0123456789abcdef0123456789' });
