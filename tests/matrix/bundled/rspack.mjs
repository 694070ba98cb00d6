import { rspack } from '@rspack/core';

import { build } from './webpack-like.mjs';

build(rspack, { entry: './shop/main.js' });
