import webpack from 'webpack-4';

import { build } from './webpack-like.mjs';

build(webpack, { entry: './shop/main.js' });
