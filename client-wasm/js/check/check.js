// `corncrake/check`: tells in words whether the client works on this very page, and what mends it.
//
// No part of the client: a page imports it for a look, and a console may. It sends one batch without an
// event in it, which the collector refuses and counts as refused, and keeps nothing.

import { base } from '../loader/endpoint.js';
import { askEndpoint } from './endpoint.js';
import { failure, ok, warning } from './finding.js';
import { watchPolicy } from './policy.js';

/** The smallest module there is: a page's policy decides on it as on the client's. */
const MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

/** An endpoint as the client uses it: it may be a path of the page's own site, end in slashes or `/event`, and
 *  name the port that is its scheme's own. */
function parse(endpoint) {
  try {
    return new URL(base(endpoint), document.baseURI);
  } catch {
    return undefined;
  }
}

/** The endpoints of the clients of this page: the loader and `corncrake/ask` put each there by its name. */
const endpoints = () =>
  Object.keys(self).filter((name) => /\/v1\/\w+/.test(name) && typeof self[name]?.sendEvent === 'function');

/** What a tag or `setup` of this page says, where nobody names an endpoint. */
function ownEndpoint() {
  const tag = /** @type {HTMLScriptElement | null} */ (document.querySelector('script[data-endpoint]'));
  return tag?.dataset.endpoint || endpoints()[0];
}

/**
 * Looks, prints what it found, and gives it.
 * @param {string} [endpoint] as in `setup()`; by default that of this page
 * @returns {Promise<import('./finding.js').Finding[]>}
 */
export async function check(endpoint = ownEndpoint()) {
  const findings = await look(endpoint);
  for (const { name, status, text, action } of findings) {
    const say = status === 'ok' ? console.info : console.warn;
    say(`corncrake check: ${name}: ${text}${action ? `\n  -> ${action}` : ''}`);
  }
  return findings;
}

async function look(endpoint) {
  const tell = 'give check() the endpoint of the install page, https://<collector>/v1/<key>';
  if (!endpoint) return [failure('endpoint', 'this page has no tag, and nothing has called setup()', tell)];
  const address = parse(endpoint);
  if (!address || !/^https?:\/\/[^?#]+\/v1\/\w+$/.test(address.href)) {
    return [failure('endpoint', `${endpoint} is none`, tell)];
  }
  const policy = watchPolicy();
  try {
    const findings = [await checkScript(address, policy), await checkModule()];
    findings.push(...(await askEndpoint(address, policy)));
    if (/** @type {any} */ (navigator).globalPrivacyControl) {
      findings.push(warning('privacy control', 'this browser asks not to be counted (Global Privacy Control)', 'nothing: visits of such browsers are not counted'));
    }
    return findings;
  } finally {
    policy.end();
  }
}

/** Whether the client is set up, and if not whether its files may be loaded. */
async function checkScript(address, policy) {
  const name = 'script';
  if (endpoints().some((name) => parse(name)?.href === address.href)) return ok(name, 'the client is set up with this endpoint');
  const tag = /** @type {HTMLScriptElement | null} */ (document.querySelector('script[data-endpoint][src]'));
  if (!tag) {
    return failure(name, 'the client is not set up with this endpoint', 'add the tag of the install page, or call setup() where the app starts');
  }
  const file = new URL('client.js', tag.src);
  try {
    await import(file.href);
  } catch {
    if (await policy.blocked(file)) {
      return failure(name, `the Content-Security-Policy of this page refuses ${tag.src}`, `add ${file.origin} to its script-src`);
    }
    return failure(name, `${tag.src} is not loaded`, `open it by itself; a content blocker may refuse it, which a route of your own site mends`);
  }
  const pin = tag.integrity ? 'its integrity is that of another version; copy the tag again from the install page' : 'look at the console, above';
  return failure(name, 'the tag is there, and its script did not run', pin);
}

async function checkModule() {
  const name = 'module';
  try {
    await WebAssembly.compile(MODULE);
    return ok(name, 'WebAssembly may be compiled');
  } catch {
    return warning(name, 'this page refuses WebAssembly, so the client is loaded as JavaScript, which is larger', "add 'wasm-unsafe-eval' to script-src in the Content-Security-Policy of this page");
  }
}
