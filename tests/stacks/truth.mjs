// Says what each line of the recorded stacks truly is, without the parser under test: the
// function by the syntax tree of the build, the place in the source by the build's source map.
// Takes the folder of the builds and a file of what was told, and prints the corpus.
// What a reader of source maps should make of each stands beside it.
//
// Truth is one text a frame, from the innermost: `function | file | line | column | place`.
// `-` is nothing; `?name` is a name that the source gives only by assigning to a property, which
// the language leaves without a name and an engine may tell or not.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { functionAt } from './functions.mjs';
import { SourceMapConsumer } from 'source-map-js';

const [, , out, toldFile] = process.argv;
const { engine, builds } = JSON.parse(readFileSync(toldFile, 'utf8'));

/** WebKit points behind what failed, and behind a function that goes on after a wait. */
const after = engine.startsWith('WebKit') ? 1 : 0;

/** What the shop names in code that has no place in its builds. */
const ELSEWHERE = ['inEval', 'inBlob', 'inData'];
const WASM = ['shop::cart::boom::h0123456789abcdef', 'shop::cart::pay'];

function scripts(build) {
  const folder = join(out, build, 'assets');
  const all = new Map();
  for (const name of readdirSync(folder).filter((name) => name.endsWith('.js'))) {
    const map = new SourceMapConsumer(JSON.parse(readFileSync(join(folder, `${name}.map`), 'utf8')));
    all.set(name, { code: readFileSync(join(folder, name), 'utf8'), map });
  }
  return all;
}

/** The marker of the source's line that a place of a build was made from. */
function placeOf(script, line, column) {
  // Engines point at the end of what failed as well as at its beginning.
  for (const at of [column - 1, column - 2]) {
    const found = script.map.originalPositionFor({ line, column: Math.max(at, 0) });
    if (!found.source) continue;
    const text = script.map.sourceContentFor(found.source).split('\n')[found.line - 1];
    const [, marker] = text.match(/\/\/@(\w+)/) ?? [];
    if (marker) return marker;
  }
  return '-';
}

/** The frame as the source has it: `function | file | line | column`, where a map tells. */
function sourceOf(script, line, column) {
  const found = script.map.originalPositionFor({ line, column: Math.max(column - 1, 0) });
  if (!found.source) return null;
  const name = functionAt(script.map.sourceContentFor(found.source), found.line, found.column + 1);
  return [name, found.source.replace(/^.*\/(source\/)?/, 'source/'), found.line, found.column + 1].join(' | ');
}

function frame(line, all) {
  const text = line.trim();
  if (/^(eval code|anonymous|global code|module code)?@(\[native code\])?$/.test(text)) return null; // tells nothing
  const wasm = text.match(/wasm-function\[(\d+)\]/);
  if (wasm || WASM.some((name) => text.includes(name))) {
    const name = WASM.find((name) => text.includes(name)) ?? `wasm-function[${wasm[1]}]`;
    const offset = text.match(/:0x([0-9a-f]+)/);
    const [, file] = text.match(/[(@]((?:wasm:|https?:|file:).*?):wasm-function/) ?? text.match(/([\w.]+)\.wasm-function/) ?? [null, text.match(/@(\[wasm code\]|[\w.]+\.wasm)/)?.[1] ?? '-'];
    return [name, file, '-', offset ? parseInt(offset[1], 16) : '-', '-'];
  }
  const known = ELSEWHERE.find((name) => text.includes(name));
  const evaluated = text.match(/eval at .*?\(((?:https?|file):[^)]*?):(\d+):(\d+)\)/) ?? text.match(/@((?:https?|file):\S*) line (\d+) > (?:eval|Function)/);
  if (evaluated) {
    const [, file, row, column] = evaluated;
    const script = all.get(file.split('/').pop());
    const place = column ? placeOf(script, +row, +column) : '-';
    return [known ?? '-', file, row, column ?? '-', place, column ? sourceOf(script, +row, +column) : null];
  }
  const placed = text.match(/((?:https?|file|blob|data|node):[^\s()]*?|data:[^:]*?):(\d+):(\d+)\)?$/);
  if (!placed) {
    const native = text.match(/^at (?:async )?(?:new )?(.+) \((?:<anonymous>|native|index \d+)\)$/) ?? text.match(/^(.+)@(?:\[native code\])?$/);
    if (native) return [native[1], '-', '-', '-', '-'];
    throw new Error(`what is this? ${line}`);
  }
  let [, file, row, column] = placed;
  if (text.includes('data:')) file = text.slice(text.indexOf('data:')).replace(/:\d+:\d+\)?$/, '');
  const script = all.get(file.split('/').pop());
  if (script) return [functionAt(script.code, +row, +column - after), file, row, column, placeOf(script, +row, +column), sourceOf(script, +row, +column - after)];
  const internal = text.match(/^at (?:async )?(\S+) \(node:/);
  return [known ?? internal?.[1] ?? '-', file, row, column, '-'];
}

/** The lines that are frames: what stands before them is the message. */
function frames(stack, message) {
  let lines = stack.split('\n');
  const first = message.split('\n').length;
  if (/Chromium|Node/.test(engine)) lines = lines.slice(message ? first : 1);
  return lines.filter((line) => line.trim());
}

/** Whether all that is told is expected, in this order. */
function isWithin(told, expected) {
  let at = 0;
  for (const place of told) {
    while (at < expected.length && expected[at] !== place) at += 1;
    if (at === expected.length) return false;
  }
  return true;
}

const RUNNER = ['attempt', 'main', 'start'];
const lines = [];
for (const [build, cases] of Object.entries(builds)) {
  const all = scripts(build);
  for (const { id, places, name, message, stack } of cases) {
    const said = stack === null ? [] : frames(stack, message);
    const truth = said.map((line) => frame(line, all)).filter((frame) => frame);
    const told = truth.map((frame) => frame[4]).filter((place) => place !== '-' && !RUNNER.includes(place));
    const isRecursion = id.includes('recursion');
    // Gecko and WebKit tell a constructor of the error as a call.
    const expected = places.split(' ').filter((place) => place);
    const own = told.filter((place, at) => !/Super$/.test(place) && place !== told[at - 1]);
    if (!isRecursion && !isWithin(own, expected)) throw new Error(`${engine} ${build} ${id}: ${own} is not of ${expected}\n${stack}`);
    lines.push(JSON.stringify({ build, id, name, message, stack, truth: truth.map((frame) => frame.slice(0, 5).join(' | ')), source: truth.map((frame) => frame[5] ?? null), missing: expected.length - own.length }));
  }
}
console.log(`{"engine": ${JSON.stringify(engine)}, "cases": [\n${lines.join(',\n')}\n]}`);
