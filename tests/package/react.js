// React 19: an error in an event handler of a child, one that a boundary shows, and one that
// nothing shows.
import { setup } from 'corncrake';
import { errorBoundary, errorHandlers } from 'corncrake/react';
import * as React from 'react';
import { createRoot } from 'react-dom/client';

import { endpoint } from './endpoint.js';

const { createElement } = React;
setup(endpoint, { load: 'eager' });
window.uncaught = 0;
addEventListener('error', () => (window.uncaught += 1));

const ErrorBoundary = errorBoundary(React);
const Basket = () => {
  throw new TypeError('the basket is empty for ann.lee@example.com');
};
const Shop = () => {
  throw new RangeError('no shop today');
};
const fallback = (error, reset) => createElement('button', { id: 'reset', onClick: reset }, error.name);
const main = document.querySelector('main');
const root = () => createRoot(main.appendChild(document.createElement('div')), errorHandlers());
root().render(createElement(ErrorBoundary, { fallback }, createElement(Basket)));
root().render(createElement(Shop));
