// Functions that call functions.
export function sumOf(cart) {
  let sum = 0;
  for (const item of cart.items.all) {
    sum += item.price;
  }
  return sum;
}

export function renderCart(cart) {
  const sum = sumOf(cart);
  document.body.append(`Sum: ${sum}`);
}

export const applyDiscount = (price, percent) => {
  if (percent > price) {
    throw new RangeError(`A discount of ${percent} is more than the price`);
  }
  return price - percent;
};
