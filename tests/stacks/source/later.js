// What fails after a wait, in code without a file, in WebAssembly, or in the page.

export async function fetchUser() {
  await null;
  return globalThis.nobody.user; //@fetchUser
}
export async function showUser() {
  const user = await fetchUser(); //@showUser
  return user + 1;
}
export async function atOnce(order) {
  return order.atOnce.now; //@atOnce
}
export async function afterAll() {
  const all = await Promise.all([fetchUser()]); //@afterAll
  return all + 1;
}
export function afterThen() {
  return Promise.resolve({}).then((answer) => {
    return answer.body.reply; //@then
  });
}
export function afterThenNamed() {
  return Promise.resolve({}).then(function readAnswer(answer) {
    return answer.json.list; //@readAnswer
  });
}
const caught = (reject, f) => {
  try {
    f(); //@caught
  } catch (error) {
    reject(error);
  }
};
export const timer = () => new Promise((_, reject) => {
  setTimeout(() => caught(reject, () => { globalThis.clock.tick.tock; }), 1); //@timer
});
export const timerNamed = () => new Promise((_, reject) => {
  setTimeout(function onTick() {
    try {
      globalThis.watch.hands.move; //@onTick
    } catch (error) {
      reject(error);
    }
  }, 1);
});
export const microtask = () => new Promise((_, reject) => {
  queueMicrotask(function onMicrotask() {
    caught(reject, () => { globalThis.micro.task.run; }); //@microtask
  });
});
export const listener = () => new Promise((_, reject) => {
  const target = new EventTarget();
  target.addEventListener('sale', function onSale(event) {
    try {
      event.detail.buyer.name; //@onSale
    } catch (error) {
      reject(error);
    }
  });
  target.dispatchEvent(new Event('sale')); //@dispatch
});
export const click = () => new Promise((_, reject) => {
  const button = document.createElement('button');
  button.onclick = () => {
    try {
      button.form.action.post; //@click
    } catch (error) {
      reject(error);
    }
  };
  button.click(); //@press
});
export const uncaught = () => new Promise((resolve) => {
  addEventListener('error', (event) => resolve(event), { once: true });
  setTimeout(function unguarded() {
    globalThis.guard.dog.bark; //@unguarded
  }, 0);
});
export const unhandled = () => new Promise((resolve) => {
  addEventListener('unhandledrejection', (event) => resolve({ error: event.reason, message: '' }), { once: true });
  (async function unawaited() {
    globalThis.promise.kept.by; //@unawaited
  })();
});

export function evaluate() {
  return [eval('globalThis.evaluated.script')]; //@evaluate
}
export function evaluateNamed() {
  return [eval('function inEval() { return globalThis.named.verse + 1 }\ninEval()')]; //@evaluateNamed
}
export function newFunction() {
  return [new Function('return globalThis.made.code + 1')()]; //@newFunction
}
export async function fromBlob() {
  const code = 'export function inBlob() { return globalThis.blob.text + 1 }';
  const { inBlob } = await import(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
  return inBlob() + 1; //@fromBlob
}
export async function fromData() {
  const url = 'data:text/javascript,export function inData() { return globalThis.data.text + 1 }';
  const { inData } = await import(url);
  return inData() + 1; //@fromData
}
export async function fromChunk() {
  const { inChunk } = await import('./lazy.js');
  return inChunk({}) + 1; //@fromChunk
}
export const missingChunk = () => import(location.origin + '/assets/gone-AbCd1234.js');
export const fromWorker = () => new Promise((resolve) => {
  const worker = new Worker(SHOP_WORKER, { type: 'module' });
  worker.onmessage = ({ data }) => resolve({ error: data, message: data.message });
});

// (module $shop.wasm (func $shop::cart::boom::h0123456789abcdef unreachable)
//   (func $shop::cart::pay (export "pay") call 0)), with its name section.
const WASM = 'AGFzbQEAAAABBAFgAAADAwIAAAcHAQNwYXkAAQoKAgMAAAsEABAACwBKBG5hbWUACglzaG9wLndhc20BNwIAI3Nob3A6OmNhcnQ6OmJvb206OmgwMTIzNDU2Nzg5YWJjZGVmAQ9zaG9wOjpjYXJ0OjpwYXk=';
export async function trap() {
  const bytes = Uint8Array.from(atob(WASM), (c) => c.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes);
  instance.exports.pay(); //@trap
}

export const badSelector = (node) => {
  document.querySelector('##'); //@badSelector
};
export function removeStranger() {
  document.body.removeChild(document.createElement('a')); //@removeStranger
}
export function badBase64() {
  return atob('%%') + 1; //@badBase64
}
export function cloneFunction() {
  return structuredClone(() => 1) + 1; //@cloneFunction
}
export function badUrl() {
  return [new URL('nope')]; //@badUrl
}
export async function fetchNothing() {
  const answer = await fetch('http://127.0.0.1:1/orders'); //@fetchNothing
  return answer;
}
export async function fetchBadUrl() {
  const answer = await fetch('http://['); //@fetchBadUrl
  return answer;
}
export async function fetchPage() {
  const answer = await fetch('/');
  const body = await answer.json(); //@fetchPage
  return body;
}
