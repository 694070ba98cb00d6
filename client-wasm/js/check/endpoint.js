// Whether the endpoint takes what this page sends: policy, network, CORS, key and origin, in this order,
// each told from the one before.

import { failure, ok } from './finding.js';

/** How long an answer may take. */
const WITHIN_MS = 15_000;
/** A batch without an event, which is refused once key and origin were found to be right. */
const EMPTY = '{"events":[]}';
const REFUSED_FOR_THAT = 422;

/** What each refusal of the collector means for this page. */
const REFUSALS = {
  unknown_key: (address) => ['key', `there is no project with the key of ${address.href}`, 'copy the endpoint again from the install page of the project'],
  project_deleted: () => ['key', 'the project of this key was deleted', 'make another one, and use its endpoint'],
  origin_not_allowed: () => ['origin', `${self.origin} may not send to this project`, `add ${self.origin} to the origins in the settings of the project`],
};

const ask = (url, mode) =>
  fetch(url, {
    method: 'POST',
    body: EMPTY,
    mode,
    credentials: 'omit',
    referrer: '',
    cache: 'no-store',
    signal: AbortSignal.timeout(WITHIN_MS),
  });

/**
 * @param {URL} address
 * @param {ReturnType<typeof import('./policy.js').watchPolicy>} policy
 * @returns {Promise<import('./finding.js').Finding[]>}
 */
export async function askEndpoint(address, policy) {
  const url = new URL(`${address.href}/batch`);
  let answer;
  try {
    answer = await ask(url, 'cors');
  } catch {
    if (await policy.blocked(url)) {
      return [failure('connection', `the Content-Security-Policy of this page refuses ${url.origin}`, `add ${url.origin} to its connect-src`)];
    }
    if (location.protocol === 'https:' && url.protocol === 'http:') {
      return [failure('connection', 'a page of https may not send to http', `have a proxy end TLS before ${url.host}, and use https in the endpoint`)];
    }
    return [await whyNoAnswer(url)];
  }
  const findings = [ok('connection', `${url.origin} is reached`), ok('CORS', 'this page may read its answers')];
  const body = await answer.json().catch(() => undefined);
  if (answer.status === REFUSED_FOR_THAT && body?.error) return [...findings, ok('endpoint', `the project takes events of ${self.origin}`)];
  const refusal = REFUSALS[body?.error?.code]?.(address);
  if (refusal) return [...findings, failure(refusal[0], refusal[1], refusal[2])];
  const action = body?.error ? 'look at the log of the collector' : 'no collector answers there: look whether the proxy passes /v1 on';
  return [...findings, failure('endpoint', `it is answered ${answer.status}: ${body?.error?.message ?? 'not as a collector answers'}`, action)];
}

/** A request without CORS tells a server that does not answer from answers that may not be read. */
async function whyNoAnswer(url) {
  try {
    await ask(url, 'no-cors');
  } catch {
    return failure('connection', `${url.origin} is not reached`, 'open it by itself: its name, its certificate, or the network is at fault; if it opens, a content blocker refuses it, which a route of your own site mends');
  }
  return failure('CORS', `${url.origin} answers, and this page may not read it`, 'have the proxy pass /v1 on as it is, OPTIONS as well, and neither remove nor add headers of CORS; or the path of the endpoint is not that of a collector');
}
