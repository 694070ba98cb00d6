// What a proxy passes on, seen from outside: the collector is asked by its public address, and tells its
// operator how a request arrived.
import { BlockList, isIP } from 'node:net';

import { Refusal } from '../run/refusal.js';
import { PublicAddress } from './exchange.js';
import { failure, note, ok, warning } from './finding.js';
import { checkClient, checkCors, checkPolicy } from './proxy-visitors.js';

/** Bytes of the largest source map: proxies must take it below `/api/`. */
const UPLOAD_BYTES = 32 * 1024 * 1024;
/** A certificate that is valid for less is not renewed by anything. */
const RENEWED_BEFORE_MS = 14 * 86_400_000;
/** An address of documentation (RFC 5737), which is nobody's. */
const FORGED = '192.0.2.77';
/** Where each setting is described. */
const PAGE = 'docs/proxies.md';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * @param {string} url
 * @param {string | undefined} connect
 * @param {string | undefined} token
 * @param {import('../run/admin.js').AdminApi | undefined} local the collector on this machine
 */
export async function checkProxy(url, connect, token, local) {
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) throw new Refusal(`--url ${url} is no address of the web`);
  const at = new PublicAddress(new URL(url), connect);
  const findings = await checkTransport(at);
  if (findings.some((finding) => finding.status === 'failure')) return findings;
  findings.push(...(await checkCors(at)), ...(await checkClient(at, local)));
  if (await isForEventsAlone(at)) {
    return [...findings, ok('host name', `${at.url.host} takes events alone (INGEST_URL)`)];
  }
  findings.push(...(await checkPolicy(at, local)));
  if (token === undefined) {
    return [...findings, note('proxy', 'the rest needs the admin token', 'set ADMIN_TOKEN as the collector has it')];
  }
  const bearer = { authorization: `Bearer ${token}` };
  const arrived = await at.send('GET', '/api/request', bearer);
  const seen = arrived.status === 200 ? JSON.parse(arrived.body.toString()) : undefined;
  if (!seen) return [...findings, notArrived(arrived)];
  findings.push(...checkOrigin(at, seen.origin), checkPath(at, seen.base_path ?? ''), ...(await checkAddress(at, bearer, seen, arrived)));
  findings.push(await checkWebSocket(at, bearer, seen.origin), await checkUpload(at, bearer));
  findings.push(note('proxy log', 'it cannot be seen from here', `the proxy must write down nothing of a request (${PAGE})`));
  return findings;
}

/** @returns {Promise<import('./finding.js').Finding[]>} */
async function checkTransport(at) {
  const { url } = at;
  const findings = [];
  if (!at.isSecure) {
    return [...findings, failure('TLS', `${url.origin} is not encrypted`, `have the proxy end TLS (${PAGE}); until then no token is sent there`)];
  }
  let answer;
  try {
    answer = await at.send('GET', '/health');
  } catch (error) {
    return [...findings, failure('TLS', `${url.origin} is not reached: ${error.message}`, 'look at its name, its certificate (with all certificates between) and the proxy; --connect HOST:PORT goes past the name')];
  }
  const isCorncrake = answer.status === 503 || (answer.status === 200 && answer.body.toString().includes('"status"'));
  if (!isCorncrake && at.base) {
    findings.push(failure('path', `${at.base}/health is answered ${answer.status}: no collector is below this path`, `set BASE_PATH=${at.base}, or have the proxy take the path off (${PAGE})`));
  } else if (!isCorncrake) {
    findings.push(failure('proxy', `/health is answered ${answer.status} there`, 'have the proxy pass everything on to the collector, and look whether that runs'));
  }
  const until = answer.validUntil;
  const left = until ? until.getTime() - Date.now() : 0;
  if (left < RENEWED_BEFORE_MS) findings.push(warning('TLS', `the certificate ends at ${until?.toISOString()}`, 'renew it'));
  else findings.push(ok('TLS', `the certificate is valid until ${until?.toISOString().slice(0, 10)}`));
  return findings;
}

/** Whether pages are served under another host name, as DASHBOARD_URL and INGEST_URL say. */
async function isForEventsAlone(at) {
  const answer = await at.send('GET', '/api/request');
  return answer.status === 404 && answer.body.toString().includes('"other_host"');
}

function notArrived(answer) {
  const text = `/api/request is answered ${answer.status}: ${answer.body.toString().slice(0, 200)}`;
  if (answer.status === 400) return failure('Host', text, `pass Host and X-Forwarded-Proto on, each once (${PAGE})`);
  if (answer.status === 401) return failure('token', text, 'set ADMIN_TOKEN as the collector has it, and have the proxy pass Authorization on');
  return failure('proxy', text, 'have the proxy pass /api/ on as it is; an older collector does not know this address');
}

/** What the collector believes to be its own origin: forms of any other are refused. */
function checkOrigin(at, origin) {
  const [believed, own] = [new URL(origin), at.url];
  const findings = [];
  if (believed.host === own.host) findings.push(ok('Host', own.host));
  else {
    const text = `it arrives as ${believed.host} instead of ${own.host}: every form is refused`;
    findings.push(failure('Host', text, `nginx: proxy_set_header Host $http_host; (not $host, which has no port); ${PAGE} has the others`));
  }
  if (believed.protocol === own.protocol) findings.push(ok('X-Forwarded-Proto', own.protocol.slice(0, -1)));
  else {
    const text = `pages believe in ${believed.protocol.slice(0, -1)}: every form is refused, and cookies are not Secure`;
    findings.push(failure('X-Forwarded-Proto', text, `nginx: proxy_set_header X-Forwarded-Proto $scheme; ${PAGE} has the others`));
  }
  return findings;
}

/** What the collector believes to be the path above all of its own. */
function checkPath(at, believed) {
  const [path, said] = [at.base || '/', believed || '/'];
  if (path === said) return ok('path', path);
  const action = at.base ? `set BASE_PATH=${at.base}` : 'give --url with the path, or unset BASE_PATH';
  return failure('path', `links of pages lead to ${said} instead of ${path}`, `${action} (${PAGE})`);
}

async function checkAddress(at, bearer, seen, arrived) {
  const { address_header: name, address } = seen;
  const set = (header) => `nginx: proxy_set_header ${header} $remote_addr; ${PAGE} has the others`;
  if (!name) {
    const text = 'CLIENT_IP_HEADER is not set: visitors with one browser are one session, and nothing limits a network';
    return [failure('address header', text, 'set CLIENT_IP_HEADER=X-Real-IP, and have the proxy overwrite that header')];
  }
  if (!address) return [failure('address header', `${name} arrives without an address`, set(name))];
  const forged = await at.send('GET', '/api/request', { ...bearer, [name]: FORGED });
  if (forged.status === 200 && JSON.parse(forged.body.toString()).address === FORGED) {
    return [failure('address header', `whoever sends ${name} chooses the address`, set(name))];
  }
  const isOwn = arrived.ownAddress !== undefined && isLoopback(arrived.ownAddress);
  if (isLoopback(address) && !isOwn) {
    return [warning('address header', `${name} says ${address}, as for every visitor`, 'have the outermost proxy set it, and those behind it pass it on')];
  }
  return [ok('address header', `${name} is overwritten by the proxy`)];
}

const isLoopback = (address) => LOOPBACK.check(address.split('/')[0], isIP(address.split('/')[0]) === 6 ? 'ipv6' : 'ipv4');

/** Follows a page as a browser does, by a login of its own that is ended at once. */
async function checkWebSocket(at, bearer, origin) {
  const name = 'WebSocket';
  const read = async (method, path) => JSON.parse((await at.send(method, path, bearer)).body.toString());
  const [project] = (await read('GET', '/api/projects')).projects ?? [];
  if (!project) return note(name, 'there is no project whose page could be followed', 'make one, and run this again');
  const link = (await read('POST', '/api/login-links')).path;
  const entered = await at.send('GET', link.slice(link.lastIndexOf('/login/')));
  const cookie = entered.header('set-cookie')[0]?.split(';')[0];
  if (!cookie) return failure('cookie', `a login link is answered ${entered.status} without a cookie`, 'have the proxy pass Set-Cookie on');
  const followed = await at.send('GET', `/projects/${project.key}/live/0`, {
    cookie,
    origin,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.from('corncrake, check').toString('base64'),
  });
  await at.send('POST', '/logout', { cookie, origin });
  if (followed.status === 101) return ok(name, 'a page can follow new events');
  const action = `nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; ${PAGE}`;
  return failure(name, `it is answered ${followed.status}: pages do not follow new events`, action);
}

async function checkUpload(at, bearer) {
  const action = `nginx: client_max_body_size 32m; for /api/; ${PAGE} has the others`;
  let answer;
  try {
    answer = await at.send('POST', '/api/request', bearer, Buffer.alloc(UPLOAD_BYTES));
  } catch (error) {
    return failure('upload', `32 MiB are not taken: ${error.message}`, action);
  }
  if (answer.status !== 200) return failure('upload', `32 MiB are answered ${answer.status}: source maps are not taken`, action);
  const { bytes } = JSON.parse(answer.body.toString());
  if (bytes !== UPLOAD_BYTES) return failure('upload', `of 32 MiB, ${bytes} bytes arrive`, 'have the proxy pass bodies on as they are');
  return ok('upload', '32 MiB arrive');
}

