// What fails in a process: a timer, a promise, or a handler of its server that nobody guards.
const failures = {
  error() {
    setTimeout(function charge() {
      throw new TypeError('a timer of the page fails');
    });
  },
  rejection() {
    setTimeout(async function settle() {
      throw new SyntaxError('a promise of the page fails');
    });
  },
  server() {
    const { createServer, get } = process.getBuiltinModule('node:http');
    const server = createServer(function serve() {
      throw new TypeError('a page of the server fails');
    });
    server.listen(0, '127.0.0.1', () => {
      get({ host: '127.0.0.1', port: server.address().port }).on('error', () => {});
    });
  },
};

process.on('exit', (code) => console.log('exit', code));
failures[process.env.FAILURE]();
