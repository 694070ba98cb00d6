// The application of every page of the matrix: it fails by a timer and by a promise once it is there, and by a
// click. It neither imports nor exports, so that a tag, a module and CommonJS load one file.

globalThis.openShop = () => {
  const button = document.querySelector('button');
  button.onclick = function buy() {
    button.textContent = '1 bought';
    throw new RangeError('a click fails');
  };
  button.textContent = '0 bought';
  globalThis.failLater();
};

globalThis.failLater = () => {
  setTimeout(function charge() {
    throw new TypeError('a timer of the page fails');
  });
  setTimeout(async function settle() {
    throw new SyntaxError('a promise of the page fails');
  });
};
