import resolve from '@rollup/plugin-node-resolve';

export default { input: 'shop/main.js', output: { dir: 'dist', format: 'es' }, plugins: [resolve()] };
