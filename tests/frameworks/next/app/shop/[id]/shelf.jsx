'use client';

import { useEffect, useState } from 'react';

export function Shelf() {
  const [count, setCount] = useState(0);

  useEffect(() => {
    setTimeout(() => {
      throw new TypeError('a timer of the page fails');
    });
    Promise.reject(new SyntaxError('a promise of the page fails'));
  }, []);

  function buy() {
    setCount(count + 1);
    throw new RangeError('a click fails');
  }

  return <button onClick={buy}>{count} bought</button>;
}
