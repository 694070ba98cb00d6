// Uploads one map, packed, by the name of its script. A collector that reads another map at
// the moment is asked again.
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** How often a busy collector is asked again, and after how many seconds at least. */
const TRIES = 30;
const SECONDS = 1;

const sleep = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

/** Uploads; gives the bytes that were sent.
 *  @param {import('./command-build.js').Build} build
 *  @param {{ base: string, release: string, token: string }} task */
export async function upload({ name, mapFile, map }, { base, release, token }) {
  const body = await promisify(gzip)(map ?? (await readFile(/** @type {string} */ (mapFile))));
  const file = `${name}.map`.split('/').map(encodeURIComponent).join('/');
  const address = `${base}/releases/${encodeURIComponent(release)}/files/${file}`;
  const headers = { authorization: `Bearer ${token}`, 'content-encoding': 'gzip', 'content-type': 'application/json' };
  for (let left = TRIES; ; left -= 1) {
    let answer;
    try {
      // A redirect would carry the map to wherever it points.
      answer = await fetch(address, { method: 'PUT', headers, body, redirect: 'manual' });
    } catch (error) {
      throw new Error(`cannot reach ${new URL(base).origin}: ${error.cause?.message ?? error.message}`);
    }
    if (answer.ok) return body.length;
    if (left === 0 || ![429, 503].includes(answer.status)) throw new Error(await describe(answer));
    await answer.text();
    await sleep(Math.max(SECONDS, Number(answer.headers.get('retry-after')) || 0));
  }
}

async function describe(answer) {
  const text = await answer.text();
  if (answer.status >= 300 && answer.status < 400) {
    return `${answer.status}: the collector is elsewhere (${answer.headers.get('location')}); give that as --endpoint`;
  }
  let why;
  try {
    why = JSON.parse(text).error.message;
  } catch {}
  return `${answer.status}: ${why ?? 'this is no Corncrake collector, or one that fails'}`;
}
