// Times our parser, as WebAssembly, beside those of others: every round runs all of them, and the
// middle round counts. Prints `stack|name|frames|nanoseconds`.

import { readFileSync } from 'node:fs';
import { defaultStackParser } from '@sentry/browser';
import errorStackParser from 'error-stack-parser';

// As Node sees a module of the old kind.
const ErrorStackParser = errorStackParser.default;
const [, , file, rounds, ...stacks] = process.argv;
const TIMES = 1000;
const { instance } = await WebAssembly.instantiate(readFileSync(file));
const { memory, allocate, parse, group } = instance.exports;
const encoder = new TextEncoder();

/** The text goes over each time, as a collector's requests do. */
function over(stack) {
  const at = allocate(stack.length);
  encoder.encodeInto(stack, new Uint8Array(memory.buffer, at, stack.length));
}

stacks.forEach((stackFile, number) => {
  const stack = readFileSync(stackFile, 'utf8');
  const message = "Cannot read properties of undefined (reading 'price')";
  const error = { name: 'TypeError', message, stack };
  const frames = () => {
    over(stack);
    return parse();
  };
  const ways = {
    'ours, WebAssembly: parse': frames,
    'ours, WebAssembly: parse and group': () => {
      over(stack);
      group();
      return 0;
    },
    'error-stack-parser: parse': () => ErrorStackParser.parse(error).length,
    '@sentry/browser: parse': () => defaultStackParser(stack).length,
  };
  const took = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round <= Number(rounds); round += 1) {
    for (const [name, way] of Object.entries(ways)) {
      const began = process.hrtime.bigint();
      for (let at = 0; at < TIMES; at += 1) way();
      // The first round only warms up.
      if (round > 0) took[name].push(Number(process.hrtime.bigint() - began) / TIMES);
    }
  }
  for (const [name, way] of Object.entries(ways)) {
    const middle = took[name].sort((a, b) => a - b)[Math.floor(took[name].length / 2)];
    console.log([number, name, way() || frames(), Math.round(middle)].join('|'));
  }
});
