import { cheapestOf, type Item } from './price.ts';
import { start } from './start.js';

const shelf: Item[] = [{ price: { amount: 3 } }, {} as Item];

start(() => {
  document.title = `from ${cheapestOf(shelf)}`;
});
