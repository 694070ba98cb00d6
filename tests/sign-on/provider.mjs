// A real OpenID Connect provider for the tests of single sign-on (npm `oidc-provider`), with its own pages for
// login and consent. It prints its port, and takes the collector's callback address as the first line of its input.
//
// Whoever logs in as NAME has the address NAME@team.example; that of `unverified` was never verified.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Provider } from 'oidc-provider';

const server = createServer();
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
createInterface({ input: process.stdin }).once('line', (callback) => {
  const provider = new Provider(`http://127.0.0.1:${server.address().port}`, {
    clients: [{ client_id: 'corncrake', client_secret: 'a secret of tests: %/+', redirect_uris: [callback] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@team.example`, email_verified: id !== 'unverified' }),
    }),
    pkce: { required: () => true },
  });
  server.on('request', provider.callback());
  console.log(JSON.stringify({ ready: true }));
});
