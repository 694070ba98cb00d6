// Honeybadger as its documentation sets it up.
import Honeybadger from '@honeybadger-io/js';

Honeybadger.configure({ apiKey: 'key' });
