import { bootstrapApplication } from '@angular/platform-browser';
import { setup } from 'corncrake';

setup('https://errors.example/v1/abc123def45', { release: '1.4.2' });

// One build serves both tests: an application of its own names zone.js in its polyfills.
const load = async () => {
  if (location.hash === '#zone') await import('zone.js');
  const { App, config } = await import('./app');
  await bootstrapApplication(App, config);
};
load();
