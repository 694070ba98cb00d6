// What a page or a worker meets, with a client or without: the errors that its own listeners hear, and whether it
// ran WebAssembly. The browser runs it before any script of a page; frames and workers load it themselves.

globalThis.heard ??= [];
globalThis.ranWasm ??= false;

addEventListener('error', ({ message }) => message && globalThis.heard.push(message));
addEventListener('unhandledrejection', ({ reason }) => globalThis.heard.push(`rejected: ${reason}`));

for (const name of ['instantiate', 'instantiateStreaming']) {
  const original = WebAssembly[name];
  WebAssembly[name] = async (...args) => {
    const made = await original.apply(WebAssembly, args);
    globalThis.ranWasm = true;
    return made;
  };
}
WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct(of, args) {
    const made = new of(...args);
    globalThis.ranWasm = true;
    return made;
  },
});
