// Scripts of a build with their maps, and the debug id that both of them get: what a map
// says stays right, since no line or column of a script moves. No file outside of the folder is
// ever read: a script's comment may name any place of a disk.
import { createHash } from 'node:crypto';
import { readFile, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
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
  const root = await realpath(folder);
  for (const file of files) builds.push(await look(file, folder, root)); // one in memory at a time
  return { builds: builds.filter(Boolean), without: builds.filter((build) => !build).length };
}

/** Where a script's map may be: where its comment says, in the folder that is served, or beside it. */
function places(file, folder, told) {
  const beside = `${file}.map`;
  if (!told || /^[a-z][a-z0-9+.-]*:|^[\\/]{2}/i.test(told)) return [beside]; // on another site
  const named = decode(told.split(/[?#]/)[0]);
  return [named.startsWith('/') ? path.join(folder, named) : path.resolve(path.dirname(file), named), beside];
}

/** The file of a place, once every link is followed; `false` where that leads out of the folder. */
async function within(root, place) {
  const file = await realpath(place).catch(() => undefined);
  if (!file || !(await stat(file)).isFile()) return undefined;
  const way = path.relative(root, file);
  return way.split(path.sep)[0] === '..' || path.isAbsolute(way) ? false : file;
}

async function look(file, folder, root) {
  const script = await readFile(file);
  const end = script.subarray(-END).toString('utf8');
  const told = [...end.matchAll(MAP_URL)].at(-1)?.[1];
  const name = path.relative(folder, file).split(path.sep).join('/');
  if (told?.startsWith('data:')) return { name, wrong: 'its map is inside of it; build maps as files' };
  let isOutside = false;
  for (const place of places(file, folder, told)) {
    const mapFile = await within(root, place);
    if (mapFile) {
      const map = await readFile(mapFile);
      const own = DEBUG_ID.exec(end)?.[1]?.toLowerCase();
      return { name, file, mapFile, own, bytes: map.length, ...check(script, map, own) };
    }
    isOutside ||= mapFile === false;
  }
  return isOutside ? { name, wrong: 'its map is outside of the folder' } : undefined;
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
