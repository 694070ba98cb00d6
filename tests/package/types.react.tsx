// The helpers fit the frameworks' own types.
import { errorBoundary, errorHandlers } from 'corncrake/react';
import { corncrake } from 'corncrake/vue';
import * as React from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { createApp } from 'vue';

const ErrorBoundary = errorBoundary(React);
const shop = (
  <ErrorBoundary fallback={(error, reset) => <button onClick={reset}>{String(error)}</button>}>
    <p>shop</p>
  </ErrorBoundary>
);
createRoot(document.body, errorHandlers()).render(shop);
hydrateRoot(document.body, shop, errorHandlers({ onRecoverableError: () => {} }));
createApp({}).use(corncrake);
