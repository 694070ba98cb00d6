import { cheapestOf } from './price.js';
import { start } from './start.js';

start(() => {
  document.title = `from ${cheapestOf([{ price: { amount: 3 } }, {}])}`;
});
