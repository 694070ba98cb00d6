// Sentry as its documentation sets it up.
import { init } from '@sentry/browser';

init({ dsn: 'https://key@sentry.example/1' });
