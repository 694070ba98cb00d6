// What `webpack --mode production --devtool hidden-source-map` does, without its command.
import path from 'node:path';

import webpack from 'webpack';

const output = { path: path.resolve('dist') };
webpack({ mode: 'production', devtool: 'hidden-source-map', entry: './shop/main.js', output }, (error, stats) => {
  if (error || !stats || stats.hasErrors()) {
    console.error(error ?? stats?.toString());
    process.exitCode = 1;
  }
});
