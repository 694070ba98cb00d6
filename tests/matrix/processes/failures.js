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
      const { port } = server.address();
      // A runtime that catches it answers, and goes on.
      const answered = ({ statusCode }) => {
        console.log('answered with', statusCode);
        process.exit();
      };
      get({ host: '127.0.0.1', port }, answered).on('error', () => {});
    });
  },
};

process.on('exit', (code) => console.log('exit', code));
failures[process.env.FAILURE]();
