// Scripts of a build with their maps, and the debug id that both of them get: what a map
// says stays right, since no line or column of a script moves. No file outside of the folder is
// ever read: a script's comment may name any place of a disk.
import { createHash } from 'node:crypto';
import { readFile, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

const SCRIPT = /\.[cm]?js$/;
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const DEBUG_ID = new RegExp(`^//[#@] debugId=(${UUID})\\s*$`, 'gim');
/** How a map may begin that is no JSON as it stands (ECMA-426, section 9.1), a byte order mark with it. */
const PREFIX = /^(?:\ufeff|\)\]\}'[^\n]*)/;
/** The most folders of an address that a map is looked for without. */
const FOLDERS = 8;
const MAP_URL = /^\/\/[#@] sourceMappingURL=(\S+)\s*$/gm;
/** Characters at a script's end where comments about it stand. */
const END = 4096;

/** A UUID of a content: the same build has the same ids, whoever built it. */
function idOf(script) {
  const hex = createHash('sha256').update('corncrake debug id\0').update(script).digest('hex');
  const variant = '89ab'[parseInt(hex[16], 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A script, and what is known of its map.
 *  @typedef {{ name: string, file?: string, mapFile?: string, map?: Buffer, bytes?: number,
 *    own?: string, told?: string, debugId?: string, empty?: boolean, wrong?: string }} Build */

/** Every script of a folder that has a map, and how many have none.
 *  @param {string} folder
 *  @param {Set<string>} [only] names below the folder, of which alone it is asked */
export async function find(folder, only) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && SCRIPT.test(entry.name))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => {
      const parts = path.relative(folder, file).split(path.sep);
      return !parts.includes('node_modules') && (!only || only.has(parts.join('/')));
    })
    .sort();
  const builds = [];
  const root = await realpath(folder);
  for (const file of files) builds.push(await look(file, folder, root)); // one in memory at a time
  return { builds: builds.filter((build) => build !== undefined), without: builds.filter((build) => !build).length };
}

/** Where a script's map may be: where its comment says, in the folder that is served or in one of
those above it, or beside it. */
function places(file, folder, told) {
  const beside = `${file}.map`;
  if (!told) return [beside];
  const address = /^(?:https?:)?[\\/]{2}[^\\/]+/i.exec(told)?.[0];
  if (!address && /^[a-z][a-z0-9+.-]*:/i.test(told)) return [beside];
  const named = decode((address ? told.slice(address.length) : told).split(/[?#]/)[0]);
  if (!address && !named.startsWith('/')) return [path.resolve(path.dirname(file), named), beside];
  // The folder that was given may be what is served below some path, such as `.next` of `/_next`.
  const parts = named.split('/').filter(Boolean);
  const ends = parts.slice(0, FOLDERS).map((_, from) => path.join(folder, ...parts.slice(from)));
  return [...ends.slice(0, -1), beside, ...ends.slice(-1)];
}

/** The file of a place, once every link is followed; `false` where that leads out of the folder. */
async function within(root, place) {
  const file = await realpath(place).catch(() => undefined);
  if (!file || !(await stat(file)).isFile()) return undefined;
  const way = path.relative(root, file);
  return way.split(path.sep)[0] === '..' || path.isAbsolute(way) ? false : file;
}

/** @returns {Promise<Build | undefined>} */
async function look(file, folder, root) {
  const script = await readFile(file);
  const end = script.subarray(-END).toString('utf8');
  const told = [...end.matchAll(MAP_URL)].at(-1)?.[1];
  const name = path.relative(folder, file).split(path.sep).join('/');
  const ids = [...end.matchAll(DEBUG_ID)].map((found) => found[1].toLowerCase());
  if (told?.startsWith('data:')) {
    const map = inside(told);
    if (!map) return { name, wrong: 'its map is inside of it and does not read; build maps as files' };
    return { name, file, map, bytes: map.length, ...check(script, map, ids) };
  }
  let isOutside = false;
  for (const place of places(file, folder, told)) {
    const mapFile = await within(root, place);
    if (mapFile) {
      const map = await readFile(mapFile);
      return { name, file, mapFile, bytes: map.length, ...check(script, map, ids) };
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

/** The map of a data URL. */
function inside(url) {
  const comma = url.indexOf(',');
  if (comma < 0) return undefined;
  const text = url.slice(comma + 1);
  return url.slice(0, comma).endsWith(';base64') ? Buffer.from(text, 'base64') : Buffer.from(decode(text));
}

/** Whether a map says nothing of any place, as those of files that only import others do. */
function isEmpty(map) {
  if (Array.isArray(map.sections)) return map.sections.every((section) => !section?.map || isEmpty(section.map));
  return typeof map.mappings === 'string' && !/[^;,]/.test(map.mappings);
}

/** @returns {Partial<Build>} */
function check(script, text, ids) {
  let map;
  try {
    map = JSON.parse(text.toString('utf8').replace(PREFIX, ''));
  } catch (error) {
    return { wrong: `its map is no JSON: ${error.message.replace(/\s+/g, ' ')}` };
  }
  if (map?.version !== 3) return { wrong: 'the version of its map is not 3' };
  const told = (map.debugId ?? map.debug_id)?.toLowerCase();
  if (isEmpty(map)) return { empty: true };
  // Several tools may each have put one; the map's own is right, else the last.
  const own = ids.includes(told) ? told : ids.at(-1);
  if (told && own && told !== own) return { wrong: 'its debug id is not that of its map' };
  return { own, told, debugId: own ?? told ?? idOf(script) };
}

/** Writes the debug id where it is missing: a line behind the script, a member into the map.
 *  @param {Build} build */
export async function inject(build) {
  const { file, mapFile, own, told, debugId } = build;
  if (!own && file) {
    const script = await readFile(file);
    const line = `${script.at(-1) === 10 ? '' : '\n'}//# debugId=${debugId}\n`;
    await writeFile(file, Buffer.concat([script, Buffer.from(line)]));
  }
  if (!told && mapFile) {
    const map = await readFile(mapFile);
    const at = map.indexOf('{') + 1;
    await writeFile(mapFile, Buffer.concat([map.subarray(0, at), Buffer.from(`"debugId":"${debugId}",`), map.subarray(at)]));
  }
}

/** Deletes the map, where it is a file.
 *  @param {Build} build */
export const remove = (build) => build.mapFile && rm(build.mapFile);
