import webpack from 'webpack';

import { build } from './webpack-like.mjs';

build(webpack, { entry: './shop/main.js' });
