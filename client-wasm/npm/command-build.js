// Scripts of a build with their maps, and the debug id that both of them get: what a map
// says stays right, since no line or column of a script moves.
import { createHash } from 'node:crypto';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const SCRIPT = /\.[cm]?js$/;
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const DEBUG_ID = new RegExp(`^//[#@] debugId=(${UUID})\\s*$`, 'im');
const MAP_URL = /^\/\/[#@] sourceMappingURL=(\S+)\s*$/gm;
/** Characters at a script's end where comments about it stand. */
const END = 4096;

/** A UUID of a content: the same build has the same ids, whoever built it. */
function idOf(script) {
  const hex = createHash('sha256').update('corncrake debug id\0').update(script).digest('hex');
  const variant = '89ab'[parseInt(hex[16], 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Every script of a folder that has a map, and how many have none. */
export async function find(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && SCRIPT.test(entry.name))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !path.relative(folder, file).split(path.sep).includes('node_modules'))
    .sort();
  const builds = [];
  for (const file of files) builds.push(await look(file, folder)); // one in memory at a time
  return { builds: builds.filter(Boolean), without: builds.filter((build) => !build).length };
}

async function look(file, folder) {
  const script = await readFile(file);
  const end = script.subarray(-END).toString('utf8');
  const told = [...end.matchAll(MAP_URL)].at(-1)?.[1];
  const name = path.relative(folder, file).split(path.sep).join('/');
  if (told?.startsWith('data:')) return { name, wrong: 'its map is inside of it; build maps as files' };
  const places = [`${file}.map`];
  if (told && !told.includes('://')) places.unshift(path.resolve(path.dirname(file), decode(told.split(/[?#]/)[0])));
  for (const mapFile of places) {
    const map = await readFile(mapFile).catch(() => undefined);
    if (map) {
      const own = DEBUG_ID.exec(end)?.[1]?.toLowerCase();
      return { name, file, mapFile, own, bytes: map.length, ...check(script, map, own) };
    }
  }
  return undefined;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function check(script, text, own) {
  let map;
  try {
    map = JSON.parse(text);
  } catch (error) {
    return { wrong: `its map is no JSON: ${error.message.replace(/\s+/g, ' ')}` };
  }
  if (map?.version !== 3) return { wrong: 'the version of its map is not 3' };
  const told = (map.debugId ?? map.debug_id)?.toLowerCase();
  if (told && own && told !== own) return { wrong: 'its debug id is not that of its map' };
  return { told, debugId: own ?? told ?? idOf(script) };
}

/** Writes the debug id where it is missing: a line behind the script, a member into the map. */
export async function inject(build) {
  const { file, mapFile, own, told, debugId } = build;
  if (!own) {
    const script = await readFile(file);
    const line = `${script.at(-1) === 10 ? '' : '\n'}//# debugId=${debugId}\n`;
    await writeFile(file, Buffer.concat([script, Buffer.from(line)]));
  }
  if (!told) {
    const map = await readFile(mapFile);
    const at = map.indexOf('{') + 1;
    await writeFile(mapFile, Buffer.concat([map.subarray(0, at), Buffer.from(`"debugId":"${debugId}",`), map.subarray(at)]));
  }
}

/** Deletes the map. */
export const remove = (build) => rm(build.mapFile);
