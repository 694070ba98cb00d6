import 'corncrake-bundler/setup';

import { cheapestOf } from './price.js';

setTimeout(() => {
  document.title = `from ${cheapestOf([{ price: { amount: 3 } }, {}])}`;
});
