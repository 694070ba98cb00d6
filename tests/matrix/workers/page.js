// A page whose shop is a worker of one of three kinds. It has no client itself.
const kind = document.documentElement.dataset.worker;
const endpoint = decodeURIComponent(location.search.slice(1));
const button = document.querySelector('button');
const told = ({ data }) => {
  if (data.text) button.textContent = data.text;
  Object.assign(globalThis, data.record);
};

async function start() {
  if (kind === 'dedicated') {
    const worker = new Worker('./dist/worker.js');
    worker.onmessage = told;
    // Its errors are the worker's own matter.
    worker.onerror = (event) => event.preventDefault();
    return worker;
  }
  if (kind === 'shared') {
    const { port } = new SharedWorker('./dist/worker.js');
    port.onmessage = told;
    return port;
  }
  navigator.serviceWorker.onmessage = told;
  const { active, installing, waiting } = await navigator.serviceWorker.register('./dist/worker.js');
  return installing ?? waiting ?? active;
}

start().then((worker) => {
  button.onclick = () => worker.postMessage('buy');
  globalThis.endWorker = () => worker.postMessage('end');
  worker.postMessage({ endpoint });
});
