// A cart and what is in it.
export const emptyCart = { lines: [] };

/** The price of a line, after its voucher. */
function priceOf(line) {
  // A voucher that was taken back leaves a line without a price.
  return line.price.current.amount * line.count;
}

export function sumOf(cart) {
  let sum = 0;
  for (const line of cart.lines) {
    sum += priceOf(line);
  }
  return sum;
}
