// Fails in every way, and keeps what the engine tells. A scenario is its name, the places that
// must be on the stack (innermost first), and what to do; one that ends in `page` needs a page.

import * as cart from './cart.js';
import * as engine from './engine.js';
import * as forms from './forms.js';
import * as later from './later.js';

const { Basket, store } = cart;
const scenarios = [];
// One statement each: V8 names functions of one expression after what it meets anywhere in it.
const scenario = (...parts) => scenarios.push(parts);
scenario('nested', 'load open', () => cart.openCart({}));
scenario('tail call', 'load tail', () => cart.tailCall({}));
scenario('helper of one', 'require card', () => cart.payCard({}));
scenario('helper of another', 'require ship', () => cart.shipOrder({}));
scenario('method', 'add', () => new Basket().addLine({}));
scenario('constructor', 'construct', () => [new Basket({}, true)]);
scenario('constructor in static', 'construct of', () => Basket.of({}));
scenario('super', 'construct super', () => [new cart.GiftBasket({})]);
scenario('private method', 'weigh weighAll', () => new Basket().weighAll({}));
scenario('private of another', 'brand', () => Basket.isWhole({}));
scenario('getter', 'total', () => new Basket().total);
scenario('setter', 'discount setDiscount', () => cart.setDiscount(new Basket(), {}));
scenario('static', 'parse', () => Basket.parse({}));
scenario('static block', 'boot', () => Basket.boot());
scenario('computed name', 'computed', () => new Basket().emptyAll());
scenario('symbol name', 'primitive', () => `${new Basket()}`);
scenario('field arrow', 'drop', () => new Basket().onDrop({}));
scenario('async method', 'save', () => new Basket().save({}));
scenario('async generator', 'pages', () => new Basket().pages({}).next());
scenario('generator method', 'rows', () => [...new Basket().rows()]);
scenario('object function', 'checkout', () => store.checkout({}));
scenario('object method', 'refund', () => store.refund({}));
scenario('object arrow', 'cancel', () => store.cancel({}));
scenario('object getter', 'stock', () => store.stock);
scenario('odd name', 'odd', () => store['odd name']({}));
scenario('iterable', 'iterator', () => [...store]);
scenario('assigned later', 'restock', () => store.restock({}));
scenario('wrapped', 'audit wrapped', () => store.audit({}));
scenario('closure module', 'rate rateOf', () => cart.tax.rateOf({}));
scenario('prototype', 'legacy', () => new Basket().legacy({}));
scenario('old constructor', 'widget', () => [new cart.Widget({})]);
scenario('old method', 'draw', () => cart.Widget.prototype.draw.call({}, {}));
scenario('namespaced class', 'show', () => new cart.shop.ui.Dialog().show({}));
scenario('namespaced function', 'hint', () => cart.shop.ui.hint({}));
scenario('nested arrows', 'field readAll submit', () => forms.submitForm({ first: {} }));
scenario('listed', 'listed', () => forms.listed[0]({}));
scenario('arrow', 'toggle', () => forms.toggle());
scenario('immediate', 'iife immediately', () => forms.immediately());
scenario('for each', 'row eachRow', () => forms.eachRow([{}]));
scenario('map', 'mapped mapNames', () => forms.mapNames([{}]));
scenario('sort', 'compare sortPrices', () => forms.sortPrices([{}, {}]));
scenario('reduce', 'reduced sumUp', () => forms.sumUp([{}]));
scenario('replace', 'replaced linkify', () => forms.linkify('a'));
scenario('reviver', 'revive reviveDates', () => forms.reviveDates('1'));
scenario('to json', 'toJSON serialise', () => forms.serialise());
scenario('reflect apply', 'reflected reflectCall', () => forms.reflectCall());
scenario('reflect construct', 'mirrored reflectNew', () => forms.reflectNew());
scenario('proxy', 'trap readProxy', () => forms.readProxy());
scenario('bound', 'toBind callBound', () => forms.callBound());
scenario('array from', 'fill fillArray', () => forms.fillArray());
scenario('executor', 'executor promised', () => forms.promised());
scenario('default parameter', 'default', () => forms.byDefault());
scenario('destructuring', 'unpack', () => forms.unpack({}));
scenario('tagged template', 'tagged price', () => forms.price({}));
scenario('optional chain', 'optional', () => forms.optional({ profile: {} }));
scenario('generator', 'numbers takeNumbers', () => forms.takeNumbers({}));
scenario('loop', 'loopOver', () => forms.loopOver({}));
scenario('iterator', 'next customIterator', () => forms.customIterator());
scenario('to string', 'toString asText', () => forms.asText({}));
scenario('memo', 'memo useMemo App', () => forms.App());
scenario('unknown variable', 'unknown', () => engine.unknownVariable());
scenario('assign unknown', 'assign', () => engine.assignUnknown());
scenario('not a function', 'notFunction', () => engine.notFunction({}));
scenario('not a constructor', 'notConstructor', () => engine.notConstructor({}));
scenario('not iterable', 'notIterable', () => engine.notIterable({}));
scenario('class without new', 'withoutNew', () => engine.withoutNew());
scenario('frozen', 'constant', () => engine.constant());
scenario('too early', 'early tooEarly', () => engine.tooEarly());
scenario('symbol to text', 'symbol', () => engine.symbolText());
scenario('bigint mixed', 'bigMix', () => engine.bigMix({ count: 1 }));
scenario('in nothing', 'inNothing', () => engine.inNothing({}));
scenario('instance of nothing', 'instanceOf', () => engine.instanceOfNothing({}));
scenario('recursion', 'recurse', () => engine.recurse(0));
scenario('mutual recursion', 'even', () => engine.even(0));
scenario('array length', 'arrayLength', () => engine.arrayLength(-1));
scenario('digits', 'digits', () => engine.digits(1));
scenario('repeat', 'repeated', () => engine.repeated('a'));
scenario('json', 'badJson', () => engine.badJson('<html>'));
scenario('regex', 'badRegex', () => engine.badRegex('('));
scenario('uri', 'badUri', () => engine.badUri('%'));
scenario('bigint text', 'badBigInt', () => engine.badBigInt('x'));
scenario('date', 'badDate', () => engine.badDate('x'));
scenario('keys of nothing', 'keys', () => engine.keysOfNothing({}));
scenario('empty reduce', 'emptyReduce', () => engine.emptyReduce([]));
scenario('custom', 'custom', () => engine.custom());
scenario('custom of custom', 'customDeep', () => engine.customDeep(3));
scenario('cause', 'withCause', () => engine.withCause());
scenario('renamed', 'renamed', () => engine.renamed());
scenario('old style', 'oldStack oldStyle', () => engine.oldStyle());
scenario('many lines', 'manyLines', () => engine.manyLines());
scenario('numbered', 'numbered', () => engine.numbered(SHOP_NUMBER));
scenario('empty message', 'emptyMessage', () => engine.emptyMessage());
scenario('text thrown', '', () => engine.throwText());
scenario('object thrown', '', () => engine.throwObject());
scenario('nothing thrown', '', () => engine.throwNothing());
scenario('rejected', 'rejectLater', () => engine.rejectLater());
scenario('aggregate', '', () => engine.anyOf());
scenario('async', 'fetchUser showUser', () => later.showUser());
scenario('async at once', 'atOnce', () => later.atOnce({}));
scenario('promise all', 'fetchUser afterAll', () => later.afterAll());
scenario('then', 'then', () => later.afterThen());
scenario('then named', 'readAnswer', () => later.afterThenNamed());
scenario('timer', 'timer caught timer', () => later.timer());
scenario('timer named', 'onTick', () => later.timerNamed());
scenario('microtask', 'microtask caught microtask', () => later.microtask());
scenario('listener', 'onSale dispatch', () => later.listener());
scenario('eval', 'evaluate', () => later.evaluate());
scenario('eval named', 'evaluateNamed', () => later.evaluateNamed());
scenario('new function', 'newFunction', () => later.newFunction());
scenario('data url', 'fromData', () => later.fromData());
scenario('chunk', 'inChunk fromChunk', () => later.fromChunk());
scenario('wasm', 'trap', () => later.trap());
scenario('base64', 'badBase64', () => later.badBase64());
scenario('clone', 'cloneFunction', () => later.cloneFunction());
scenario('url', 'badUrl', () => later.badUrl());
scenario('fetch', 'fetchNothing', () => later.fetchNothing());
scenario('fetch url', 'fetchBadUrl', () => later.fetchBadUrl());
scenario('blob url', 'fromBlob', () => later.fromBlob(), 'page');
scenario('missing chunk', '', () => later.missingChunk(), 'page');
scenario('worker', 'workHard work', () => later.fromWorker(), 'page');
scenario('click', 'click press', () => later.click(), 'page');
scenario('uncaught', 'unguarded', () => later.uncaught(), 'page');
scenario('unhandled', 'unawaited', () => later.unhandled(), 'page');
scenario('selector', 'badSelector', () => later.badSelector(), 'page');
scenario('remove stranger', 'removeStranger', () => later.removeStranger(), 'page');
scenario('fetch page', 'fetchPage', () => later.fetchPage(), 'page');

const told = [];
function note(id, places, error, message) {
  const isError = error !== null && typeof error === 'object';
  const text = (value) => (value === undefined ? null : String(value));
  const said = isError ? error.message : String(error);
  told.push({ id, places, name: isError ? text(error.name) : null, message: said || message || '', stack: isError ? text(error.stack) : null });
}
async function attempt([id, places, act]) {
  try {
    const result = await act(); //@attempt
    if (result && result.error) note(id, places, result.error, result.message);
  } catch (error) {
    note(id, places, error);
  }
}
async function main() {
  for (const each of scenarios) {
    if (each[3] && typeof document === 'undefined') continue;
    await attempt(each); //@main
  }
  globalThis.told = told;
}
main(); //@start
