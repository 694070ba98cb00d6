// Bugsnag as its documentation sets it up.
import Bugsnag from '@bugsnag/js';

Bugsnag.start({ apiKey: 'key' });
