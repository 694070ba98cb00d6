// Sentry with nothing but a client and its two global handlers.
import {
  BrowserClient,
  defaultStackParser,
  getCurrentScope,
  globalHandlersIntegration,
  makeFetchTransport,
} from '@sentry/browser';

const client = new BrowserClient({
  dsn: 'https://key@sentry.example/1',
  transport: makeFetchTransport,
  stackParser: defaultStackParser,
  integrations: [globalHandlersIntegration()],
});
getCurrentScope().setClient(client);
client.init();
