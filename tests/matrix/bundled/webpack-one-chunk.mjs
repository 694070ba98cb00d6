import webpack from 'webpack';

import { build } from './webpack-like.mjs';

const oneChunk = new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 });
build(webpack, { entry: './shop/main.js', experiments: { asyncWebAssembly: true }, plugins: [oneChunk] });
