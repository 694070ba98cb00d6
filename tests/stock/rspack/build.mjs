// What `rspack build --mode production --devtool hidden-source-map` does, without its command.
import path from 'node:path';

import { rspack } from '@rspack/core';

const output = { path: path.resolve('dist') };
rspack({ mode: 'production', devtool: 'hidden-source-map', entry: './shop/main.js', output }, (error, stats) => {
  if (error || !stats || stats.hasErrors()) {
    console.error(error ?? stats?.toString());
    process.exitCode = 1;
  }
});
