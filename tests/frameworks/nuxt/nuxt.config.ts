export default {
  compatibilityDate: '2026-01-01',
  modules: [['corncrake/nuxt', { endpoint: 'https://errors.example/v1/abc123def45', release: '1.4.2' }]],
};
