// The same in TypeScript, whose types are gone from the build, and the lines with them.
interface Price {
  amount: number;
  currency?: string;
}

export interface Item {
  price: Price;
}

/** The cheapest price of a shelf. */
export function cheapestOf(shelf: readonly Item[]): number {
  let cheapest: number = Infinity;

  function readPrice(item: Item): void {
    cheapest = Math.min(cheapest, item.price.amount);
  }

  shelf.forEach(readPrice);
  return cheapest;
}
