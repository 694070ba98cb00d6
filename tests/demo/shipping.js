// What it costs to send something somewhere.
const FREE = ['DE', 'AT', 'CH'];

export function shippingTo(address) {
  return FREE.includes(address.country) ? 0 : 9.9;
}
