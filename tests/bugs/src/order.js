// A class of errors of the site's own, and a helper that throws for two callers.
import { invariant } from './vendor/invariant.js';

export class PaymentDeclined extends Error {
  constructor(message) {
    super(message);
    this.name = 'PaymentDeclined';
  }
}

export function pay(order) {
  if (order.amount > 5) {
    throw new PaymentDeclined(`No money for ${order.amount}`);
  }
}

export function placeOrder(order) {
  invariant(order, 'an order to place');
  document.body.append(order.name);
}

export function refundOrder(order) {
  invariant(order, 'an order to refund');
  document.body.append(order.sum);
}
