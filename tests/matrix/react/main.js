// React in StrictMode: it renders twice in development. A boundary catches what the basket throws.
import * as React from 'react';
import { createRoot } from 'react-dom/client';
import { setup } from 'corncrake';
import { errorBoundary, errorHandlers } from 'corncrake/react';

import './shop/shop.js';

const { createElement, StrictMode, useEffect, useState } = React;
const endpoint = decodeURIComponent(location.search.slice(1));
if (endpoint) setup(endpoint, { consoleErrors: false });
const ErrorBoundary = errorBoundary(React);

let isStarted = false;

function Basket() {
  throw new URIError('a part of the page fails');
}

function Shop() {
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (!isStarted) failLater();
    isStarted = true;
  }, []);
  function buy() {
    setCount(count + 1);
    throw new RangeError('a click fails');
  }
  const fallback = () => createElement('p', null, 'no basket');
  return createElement(
    'main',
    null,
    createElement('button', { onClick: buy }, `${count} bought`),
    count > 0 && createElement(ErrorBoundary, { fallback }, createElement(Basket)),
  );
}

const root = createRoot(document.querySelector('#root'), errorHandlers());
root.render(createElement(StrictMode, null, createElement(Shop)));
