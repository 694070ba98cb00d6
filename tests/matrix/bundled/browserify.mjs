// What `browserify shop/main.cjs --outfile dist/main.js` does, which makes no folder.
import { createWriteStream, mkdirSync } from 'node:fs';

import browserify from 'browserify';

mkdirSync('dist');
browserify('./shop/main.cjs').bundle().pipe(createWriteStream('dist/main.js'));
