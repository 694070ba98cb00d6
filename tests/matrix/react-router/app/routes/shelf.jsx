import { useEffect, useState } from 'react';
import { setup } from 'corncrake';

import '../../shop/shop.js';

export default function Shelf() {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const endpoint = decodeURIComponent(location.search.slice(1));
    if (endpoint) setup(endpoint);
    failLater();
  }, []);

  function buy() {
    setCount(count + 1);
    throw new RangeError('a click fails');
  }

  return <button onClick={buy}>{count} bought</button>;
}
