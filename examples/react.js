// React 19: one error is shown by a boundary, one has a handler of the site, one has none.
import { setup } from 'corncrake';
import { errorBoundary, errorHandlers } from 'corncrake/react';
import * as React from 'react';
import { createRoot } from 'react-dom/client';

import { endpoint } from './endpoint.js';

const { createElement } = React;
setup(endpoint, { load: 'eager', consoleErrors: false });
window.heard = [];
addEventListener('error', ({ message }) => window.heard.push(message));
window.own = [];

const broken = (ErrorClass, message) => () => {
  throw new ErrorClass(message);
};
const show = (what, own) => {
  const element = document.querySelector('main').appendChild(document.createElement('div'));
  createRoot(element, errorHandlers(own)).render(what);
};
const ErrorBoundary = errorBoundary(React);
const fallback = (error, reset) => createElement('button', { id: 'reset', onClick: reset }, error.name);
const Basket = broken(TypeError, 'the basket is empty for ann.lee@example.com');
show(createElement(ErrorBoundary, { fallback }, createElement(Basket)));
show(createElement(broken(RangeError, 'no shop today')), {
  onUncaughtError: (error) => window.own.push(error.message),
});
show(createElement(broken(URIError, 'nobody handles this')));
