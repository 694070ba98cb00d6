// What stands for the two classes in CommonJS: the page of a test runner, such as jest's with jsdom, may have
// neither. There the package loads and does nothing: what is reported ends at the first text.

const end = (bytes) => {
  if (bytes !== undefined) throw new TypeError('there is nothing to read or write texts by');
};

const {
  TextDecoder = class {
    decode = end;
  },
  TextEncoder = class {
    encode = end;
  },
} = globalThis;

export { TextDecoder, TextEncoder };
