// What engines themselves throw, and errors of the shop's own classes.

export function unknownVariable() {
  return undeclaredTotal + 1; //@unknown
}
export function assignUnknown() {
  undeclaredTarget = 1; //@assign
}
export function notFunction(order) {
  return order.calculate() + 1; //@notFunction
}
export function notConstructor(order) {
  return [new order.Model()]; //@notConstructor
}
export function notIterable(order) {
  return [...order.lines].length; //@notIterable
}
export function withoutNew() {
  class Invoice {}
  return [Invoice()]; //@withoutNew
}
export function constant() {
  const fixed = { value: 1 };
  Object.freeze(fixed).value = 2; //@constant
}
export function tooEarly() {
  const read = () => {
    return early + 1; //@early
  };
  read(); //@tooEarly
  let early = 1;
}
export function symbolText() {
  return 'a' + Symbol('order'); //@symbol
}
export function bigMix(order) {
  return BigInt(5) + order.count; //@bigMix
}
export function inNothing(order) {
  return 'card' in order.missing; //@inNothing
}
export function instanceOfNothing(order) {
  return order instanceof order.Kind; //@instanceOf
}
export function recurse(depth) {
  return recurse(depth + 1) + 1; //@recurse
}
export function even(n) {
  return odd(n + 1) + 1; //@even
}
export function odd(n) {
  return even(n + 1) + 1; //@odd
}
export function arrayLength(size) {
  return [new Array(size)]; //@arrayLength
}
export function digits(value) {
  return value.toFixed(101) + 1; //@digits
}
export function repeated(text) {
  return text.repeat(-1) + 1; //@repeated
}
export function badJson(text) {
  return [JSON.parse(text)]; //@badJson
}
export function badRegex(text) {
  return [new RegExp(text)]; //@badRegex
}
export function badUri(text) {
  return decodeURIComponent(text) + 1; //@badUri
}
export function badBigInt(text) {
  return BigInt(text) + 1n; //@badBigInt
}
export function badDate(text) {
  return new Date(text).toISOString() + 1; //@badDate
}
export function keysOfNothing(order) {
  return Object.keys(order.entries).length; //@keys
}
export function emptyReduce(list) {
  return list.reduce((a, b) => a + b) + 1; //@emptyReduce
}

export class ShopError extends Error {
  constructor(message, options) {
    super(message, options); //@shopSuper
    this.name = 'ShopError';
  }
}
export class StockError extends ShopError {
  constructor(left) {
    super('only ' + left + ' left'); //@stockSuper
    this.name = 'StockError';
  }
}
export function custom() {
  throw new ShopError('the cart is closed'); //@custom
}
export function customDeep(left) {
  throw new StockError(left); //@customDeep
}
export function withCause() {
  try {
    JSON.parse('{'); //@inner
  } catch (cause) {
    throw new ShopError('the order is unreadable', { cause }); //@withCause
  }
}
export function renamed() {
  const error = new Error('the door is locked'); //@renamed
  error.name = 'DoorError';
  throw error;
}
export function OldError(text) {
  this.name = 'OldError';
  this.message = text;
  this.stack = new Error(text).stack; //@oldStack
}
OldError.prototype = Object.create(Error.prototype);
export function oldStyle() {
  throw new OldError('made by hand'); //@oldStyle
}
export function manyLines() {
  throw new Error('first line\n    at third (https://x.example/y.js:1:2)\nend'); //@manyLines
}
export function numbered(order) {
  throw new Error('order ' + order + ' is late'); //@numbered
}
export function emptyMessage() {
  throw new RangeError(); //@emptyMessage
}
export function throwText() {
  throw 'a text alone';
}
export function throwObject() {
  throw { code: 7, message: 'an object alone' };
}
export function throwNothing() {
  throw undefined;
}
export function rejectLater() {
  return Promise.reject(new TypeError('rejected on purpose')); //@rejectLater
}
export function anyOf() {
  return Promise.any([Promise.reject(new Error('a'))]);
}
