// The checkout of the demo's shop. What it does wrong is what the pictures of an issue show.
import { sumOf } from './cart.js';
import { shippingTo } from './shipping.js';

export class Checkout {
  #cart;
  #address;

  constructor(cart, address) {
    this.#cart = cart;
    this.#address = address;
  }

  /** What the visitor has to pay, with shipping. */
  total() {
    return sumOf(this.#cart) + shippingTo(this.#address);
  }

  confirm() {
    const total = this.total();
    return { total, at: this.#address };
  }
}

/** The button "Pay now". */
export function onPay(cart, address) {
  const checkout = new Checkout(cart, address);
  return checkout.confirm();
}
