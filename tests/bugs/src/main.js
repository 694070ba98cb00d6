// A shop with a bug of each kind. Each is met once a visit, in a task of its own.
import { setup } from 'corncrake';

import { Basket } from './basket.js';
import { BUILD } from './constant.js';
import { endpoint } from './endpoint.js';
import { applyDiscount, renderCart } from './cart.js';
import { pay, placeOrder, refundOrder } from './order.js';
import { loadStock, refreshPrices } from './stock.js';
import { countCategories, findBanner, formatPrice } from './page.js';

setup(endpoint, { release: `shop@${BUILD}`, environment: 'test', consoleErrors: false });

const basket = new Basket([{ price: 3 }]);

/** What is met in this order; the page's title says when all were. */
const bugs = [
  () => renderCart({ owner: BUILD }),
  () => applyDiscount(3, 15),
  () => basket.checkout(),
  () => basket.total,
  () => basket.sign(),
  () => pay({ amount: 7 }),
  () => placeOrder(undefined),
  () => refundOrder(undefined),
  () => void loadStock(12),
  () => void refreshPrices('<html>'),
  () => countCategories({ name: 'all', parts: [] }),
  () => findBanner('[['),
  () => formatPrice(1.5, 1000),
  () => void import('./dialog.js').then(({ openDialog }) => openDialog('sizes')),
];

let met = 0;
function meetNext() {
  const bug = bugs[met];
  met += 1;
  if (bug) setTimeout(meetNext, 20);
  else document.title = `met ${BUILD}`;
  bug?.();
}
setTimeout(meetNext);
