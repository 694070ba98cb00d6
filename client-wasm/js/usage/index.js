// The npm package's `corncrake/usage`: which features are used, counted by day and never by visitor.
//
//   import { setup, track } from 'corncrake/usage';
//   setup(endpoint, { release: '1.4.2' });
//   track('export', { format: 'pdf' });
//
// It imports nothing of the client, and the client knows nothing of it. How it is sent, and when it is not,
// is `counted/gather.js`. Nothing here throws into the page.

import { read } from './rule.js';
import { gather, hint, note } from '../counted/gather.js';

export { consent, setup } from '../counted/gather.js';

gather('usage', (release, uses) => ({ release, uses }));

/** Notes that something was used. Gives in words why it is not counted, or nothing where it is sent. */
export function track(name, values) {
  try {
    const { use, reason } = read(name, values);
    return use ? note(use) : hint(`${reason}; nothing was sent`);
  } catch {
    return 'the values cannot be read';
  }
}
