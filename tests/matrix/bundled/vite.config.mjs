const port = Number(process.env.PORT);

export default {
  // Packages lie above this folder in the tests, which a project of its own has in it.
  server: { host: '127.0.0.1', port, strictPort: true, fs: { allow: ['../../..'] } },
};
