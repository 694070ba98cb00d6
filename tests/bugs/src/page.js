// What engines throw by themselves: an endless recursion, a DOMException, a RangeError.
export function countCategories(category) {
  const again = { ...category, parts: [category] };
  return 1 + countCategories(again.parts[0]);
}

export function findBanner(selector) {
  const banner = document.querySelector(selector);
  banner?.remove();
}

export function formatPrice(price, digits) {
  const text = price.toFixed(digits);
  document.body.append(text);
}
