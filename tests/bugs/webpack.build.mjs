// webpack by its API: production, maps, and names with hashes of their content.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import webpack from 'webpack';

const out = path.resolve(process.env.OUT ?? 'out');
const name = '[name]-[contenthash].js';
const output = { path: out, filename: name, chunkFilename: name };
webpack({ mode: 'production', devtool: 'source-map', entry: './src/main.js', output }, (error, stats) => {
  if (error || !stats || stats.hasErrors()) {
    console.error(error ?? stats?.toString());
    process.exitCode = 1;
    return;
  }
  const main = Object.keys(stats.compilation.assets).find((file) => /^main-.*\.js$/.test(file));
  writeFileSync(path.join(out, 'index.html'), `<!doctype html><title>bugs</title><script defer src="${main}"></script>`);
});
