// What a start prints: a link that logs in, and where everything is.
import { VERSION } from './package.js';
import { TOKEN_OFF } from './refusal.js';

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
  const way = await wayIn(api, settings.dashboard ?? api.address);
  if (settings.hasDemo && way.isTokenOn) {
    // It fails on a disk that is full, for example; the rest can be looked at.
    await makeDemo(api).catch((error) =>
      console.error(`warning: the demo's project could not be made: ${error.message}`),
    );
  }
  const address = way.link.slice(0, way.link.lastIndexOf('/login'));
  // Without the token the demo's project is not made, and its page may send to nobody.
  const demo = settings.hasDemo && way.isTokenOn ? `\n  Demo        ${address}/demo/` : '';
  const { file } = data.token;
  const token = file ? `the token is in ${file}` : 'the token is the ADMIN_TOKEN of the environment';
  console.log(`
Corncrake ${VERSION} is ready after ${process.uptime().toFixed(1)} s: heard, never seen.

  Log in      ${way.link}
  Dashboard   ${address}/${demo}
  Admin API   ${address}/api/projects   (${token})
  Data        ${data.folder}

${way.hint} Press Ctrl-C to stop.`);
  if (!settings.isLocal) {
    console.log('It is reached from other machines: put a proxy that ends TLS before it.');
  }
}

/**
 * How one logs in: by a link, or by passkey where the admin token is switched off.
 * @param {import('./admin.js').AdminApi} api
 * @param {string} dashboard the dashboard's address
 */
async function wayIn(api, dashboard) {
  try {
    const { path } = await api.post('/api/login-links', {});
    const hint = 'The login link works once, for 12 hours.';
    return { link: new URL(path, dashboard).href, hint, isTokenOn: true };
  } catch (error) {
    if (error.code !== TOKEN_OFF) throw error;
    const hint = 'The admin token is switched off: log in by passkey, or start with ADMIN_ACCESS=on.';
    // As the collector reads it: slashes at its end do not count.
    const base = (process.env.BASE_PATH ?? '').replace(/\/+$/, '');
    return { link: new URL(`${base}/login`, dashboard).href, hint, isTokenOn: false };
  }
}

async function makeDemo(api) {
  const { projects } = await api.get('/api/projects');
  if (projects.some((project) => project.name === DEMO)) return;
  await api.post('/api/projects', { name: DEMO, origins: DEMO_ORIGINS });
}
