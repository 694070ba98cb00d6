// What visitors' browsers get through a proxy: answers that pages of other origins may read, the client as
// it was built, and pages with the policy that they were made for.
import { failure, note, ok, warning } from './finding.js';

/** A page of this origin is no site of anybody's (RFC 2606). */
const ORIGIN = 'https://corncrake-check.example';
/** A key that no project has. */
const NO_KEY = 'aaaaaaaaaaa';

/** Pages of other origins send to `/v1` and read the answers; each header must come once. */
export async function checkCors(at) {
  const name = 'CORS of /v1';
  const asks = { origin: ORIGIN, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
  const preflight = await at.send('OPTIONS', `/v1/${NO_KEY}/batch`, asks);
  const sent = await at.send('POST', `/v1/${NO_KEY}/event`, { origin: ORIGIN, 'content-type': 'text/plain' }, Buffer.from('{}'));
  const once = 'have the proxy pass /v1 on, OPTIONS as well, and neither answer it nor add headers of CORS: the collector does';
  if (preflight.status !== 204) return [failure(name, `a preflight is answered ${preflight.status}`, once)];
  for (const [what, answer] of /** @type {const} */ ([['a preflight', preflight], ['an event', sent]])) {
    const allowed = answer.header('access-control-allow-origin');
    if (allowed.length > 1) return [failure(name, `${what} is answered with Access-Control-Allow-Origin twice (${allowed.join(' and ')}), which browsers refuse`, once)];
    if (!allowed.length || ![ORIGIN, '*'].includes(allowed[0])) return [failure(name, `${what} is answered without Access-Control-Allow-Origin (status ${answer.status})`, once)];
  }
  // A login in front of everything would answer for the collector.
  if (sent.status !== 403) return [failure(name, `an event without a project is answered ${sent.status} instead of 403`, once)];
  return [ok(name, 'pages of other origins may send')];
}

/** The tag's script, beside what this machine's own collector says of it. */
export async function checkClient(at, local) {
  const name = 'cache of /client';
  const path = '/client/script.js';
  const answer = await at.send('GET', path, { 'accept-encoding': 'identity' });
  if (answer.status !== 200) return [failure(name, `${path} is answered ${answer.status}`, 'have the proxy pass /client on')];
  const findings = [];
  const caches = answer.header('cache-control').join(', ');
  if (caches === 'public, max-age=300') findings.push(ok(name, caches));
  else {
    const text = `${path} has Cache-Control "${caches}" instead of "public, max-age=300"`;
    findings.push(failure(name, text, 'have the proxy set neither Cache-Control nor Expires: a client that is cached for longer is not updated, and one that is not is loaded by every visit'));
  }
  const allowed = answer.header('access-control-allow-origin');
  if (allowed.join() !== '*') {
    findings.push(failure('CORS of /client', `Access-Control-Allow-Origin is "${allowed.join(', ')}" instead of "*"`, 'have the proxy add no headers of CORS'));
  }
  if (local === undefined) return [...findings, note('client', 'it was not compared with the built one', 'run this beside the collector')];
  const built = await local.send('GET', path);
  if (built.body.equals(answer.body)) findings.push(ok('client', `${path} arrives as it was built`));
  else findings.push(failure('client', `${path} was changed on the way`, 'have the proxy minify, rewrite and inject nothing'));
  return findings;
}

/** The login page's policy: a second one from a proxy breaks pages, and none leaves them open. */
export async function checkPolicy(at, local) {
  if (local === undefined) return [];
  const name = 'page headers';
  const own = await local.send('GET', '/login');
  const answer = await at.send('GET', '/login');
  const text = (policies) => policies.map((policy) => `"${policy}"`).join(' and ') || 'none';
  const policies = answer.header('content-security-policy');
  const expected = String(own.headers['content-security-policy'] ?? '');
  if (policies.length === 1 && withoutHost(policies[0]) === withoutHost(expected)) return [ok(name, 'the policy of pages arrives')];
  return [warning(name, `the policy of pages is ${text(policies)}`, 'have the proxy leave Content-Security-Policy as it is')];
}

/** A policy may name the host that it was made for. */
const withoutHost = (policy) => policy.replace(/(https?|wss?):\/\/[^\s;]+/g, '').replace(/'nonce-[^']*'/g, "'nonce'");
