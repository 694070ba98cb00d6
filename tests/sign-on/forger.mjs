// An issuer that signs whatever a test asks for: the code of a login is a JSON object (base64url) that says how the
// token is made. It serves a configuration, keys, an endpoint for codes, and a team's keys of Cloudflare Access.
//
// node forger.mjs; it prints its port. Members of a code, all optional:
//   claims     laid over good claims; null takes one away
//   header     laid over the header
//   sign       "good" (RS256), "p256" (ES256), "other" (a key that is not published), "hmac" (the public key as a
//              secret), "none" (no signature), "spoilt" (one bit of the signature)
//   challenge  what the verifier of PKCE has to match
//   status     of the answer of the endpoint for codes
//   userinfo   the answer about the user
import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const published = (key, kid) => ({ ...key.publicKey.export({ format: 'jwk' }), kid, use: 'sig' });
const keys = [published(rsa, 'rsa'), published(p256, 'p256')];

const encode = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

const signature = (how, text) => {
  const bytes = Buffer.from(text);
  if (how === 'none') return '';
  if (how === 'p256') return sign('sha256', bytes, { key: p256.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  if (how === 'hmac') {
    const secret = rsa.publicKey.export({ format: 'pem', type: 'spki' });
    return createHmac('sha256', secret).update(bytes).digest('base64url');
  }
  const made = sign('sha256', bytes, how === 'other' ? other.privateKey : rsa.privateKey);
  if (how === 'spoilt') made[10] ^= 1;
  return made.toString('base64url');
};

const token = ({ claims, header, sign: how = 'good' }, issuer) => {
  const now = Math.floor(Date.now() / 1000);
  const good = { iss: issuer, sub: 'ann', aud: 'corncrake', iat: now, exp: now + 300, email: 'ann@team.example', email_verified: true };
  const all = Object.entries({ ...good, ...claims }).filter(([, value]) => value !== null);
  const alg = how === 'p256' ? 'ES256' : 'RS256';
  const head = { alg, kid: how === 'p256' ? 'p256' : 'rsa', ...header };
  const text = `${encode(head)}.${encode(Object.fromEntries(all))}`;
  return `${text}.${signature(how, text)}`;
};

const body = async (request) => {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
};

const server = createServer(async (request, response) => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const answer = (status, value) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
  const { pathname } = new URL(request.url, issuer);
  if (pathname === '/.well-known/openid-configuration') {
    return answer(200, {
      issuer,
      authorization_endpoint: `${issuer}/authorize?kept=1`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      userinfo_endpoint: `${issuer}/userinfo`,
    });
  }
  if (pathname === '/keys' || pathname === '/cdn-cgi/access/certs') return answer(200, { keys });
  if (pathname === '/sign') return answer(200, { token: token(JSON.parse(await body(request)), issuer) });
  if (pathname === '/userinfo') {
    const bearer = request.headers.authorization?.replace('Bearer ', '') ?? '';
    return answer(200, JSON.parse(Buffer.from(bearer, 'base64url').toString()).userinfo ?? {});
  }
  if (pathname === '/token' && request.method === 'POST') {
    const form = new URLSearchParams(await body(request));
    const asked = JSON.parse(Buffer.from(form.get('code'), 'base64url').toString());
    const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
    if (asked.challenge !== challenge) return answer(400, { error: 'invalid_grant', error_description: 'PKCE' });
    if (asked.status) return answer(asked.status, { error: 'a <b>made-up</b> error' });
    return answer(200, { token_type: 'Bearer', access_token: form.get('code'), id_token: token(asked, issuer) });
  }
  answer(404, {});
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
