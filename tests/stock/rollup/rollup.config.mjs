import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';

export default {
  input: 'shop/main.js',
  output: { dir: 'dist', format: 'es', sourcemap: 'hidden' },
  plugins: [resolve(), terser()],
};
