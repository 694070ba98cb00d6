import node from '@astrojs/node';
import corncrake from 'corncrake/astro';

export default {
  output: 'server',
  adapter: node({ mode: 'standalone' }),
  integrations: [corncrake({ endpoint: 'https://errors.example/v1/abc123def45', release: '1.4.2' })],
};
