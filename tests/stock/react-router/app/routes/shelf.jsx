import { useEffect, useState } from 'react';

import { start } from '../../shop/start.js';

const items = [{ price: { amount: 3 } }, {}];

export default function Shelf() {
  const [cheapest, setCheapest] = useState(Infinity);

  function readPrices() {
    function readPrice(item) {
      setCheapest(Math.min(cheapest, item.price.amount));
    }

    items.forEach(readPrice);
  }

  useEffect(() => start(readPrices), []);
  return <h1>From {cheapest}</h1>;
}
