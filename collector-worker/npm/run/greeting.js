// What a start prints: a link that logs in, and where everything is.
import { VERSION } from './package.js';

/** The project that `/demo/` sends to. */
const DEMO = 'demo';
/** A page of the demo comes from this machine; loopback hosts match on every port. */
const DEMO_ORIGINS = ['http://127.0.0.1', 'http://localhost'];

/**
 * @param {import('./admin.js').AdminApi} api
 * @param {import('./data.js').Data} data
 * @param {import('./settings.js').Settings} settings
 */
export async function greet(api, data, settings) {
  if (settings.hasDemo) {
    // It fails on a disk that is full, for example; the rest can be looked at.
    await makeDemo(api).catch((error) =>
      console.error(`warning: the demo's project could not be made: ${error.message}`),
    );
  }
  const link = await api.post('/api/login-links', {});
  const login = new URL(link.path, settings.dashboard ?? api.address);
  const address = login.href.slice(0, login.href.lastIndexOf('/login/'));
  const demo = settings.hasDemo ? `\n  Demo        ${address}/demo/` : '';
  const { file } = data.token;
  const token = file ? `the token is in ${file}` : 'the token is the ADMIN_TOKEN of the environment';
  console.log(`
Corncrake ${VERSION} is ready after ${process.uptime().toFixed(1)} s: heard, never seen.

  Log in      ${login.href}
  Dashboard   ${address}/${demo}
  Admin API   ${address}/api/projects   (${token})
  Data        ${data.folder}

The login link works once, for 12 hours. Press Ctrl-C to stop.`);
  if (!settings.isLocal) {
    console.log('It is reached from other machines: put a proxy that ends TLS before it.');
  }
}

async function makeDemo(api) {
  const { projects } = await api.get('/api/projects');
  if (projects.some((project) => project.name === DEMO)) return;
  await api.post('/api/projects', { name: DEMO, origins: DEMO_ORIGINS });
}
