// A function within a function, whose names a minifier takes away.

/** The cheapest price of a shelf. */
export function cheapestOf(shelf) {
  let cheapest = Infinity;

  function readPrice(item) {
    cheapest = Math.min(cheapest, item.price.amount);
  }

  shelf.forEach(readPrice);
  return cheapest;
}
