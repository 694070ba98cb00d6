import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

import {
  AngularNodeAppEngine,
  createNodeRequestHandler,
  isMainModule,
  writeResponseToNodeResponse,
} from '@angular/ssr/node';

const engine = new AngularNodeAppEngine();
const browser = join(import.meta.dirname, '../browser');

export const reqHandler = createNodeRequestHandler(async (request, response) => {
  const file = join(browser, new URL(request.url ?? '/', 'http://site').pathname);
  if (/\.js$/.test(file) && existsSync(file)) {
    response.setHeader('content-type', 'text/javascript');
    createReadStream(file).pipe(response);
    return;
  }
  try {
    const rendered = await engine.handle(request);
    if (rendered) await writeResponseToNodeResponse(rendered, response);
    else response.writeHead(404).end('there is no such page');
  } catch {
    response.writeHead(500).end('own error page');
  }
});

if (isMainModule(import.meta.url)) {
  createServer(reqHandler).listen(Number(process.env['PORT']), '127.0.0.1', () => console.log('listening'));
}
