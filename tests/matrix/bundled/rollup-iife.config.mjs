import resolve from '@rollup/plugin-node-resolve';

const output = { file: 'dist/main.js', format: 'iife', inlineDynamicImports: true };

export default { input: 'shop/main.js', output, plugins: [resolve()] };
