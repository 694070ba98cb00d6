// Rejections: at once, and after a wait.
export async function loadStock(id) {
  throw new RangeError(`There is no stock ${id}`);
}

export async function refreshPrices(answer) {
  await Promise.resolve();
  const prices = JSON.parse(answer);
  document.body.append(prices.length);
}
