// webpack by its API. The package needs no setting.
import path from 'node:path';

import webpack from 'webpack';

const out = path.resolve('out/webpack');
const config = { mode: 'production', entry: { app: './app.js', worker: './worker.js' }, output: { path: out } };
webpack(config, (error, stats) => {
  if (error || stats.hasErrors()) {
    console.error(error ?? stats.toString());
    process.exitCode = 1;
  }
});
