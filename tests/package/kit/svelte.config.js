// A static site: every address is answered by one page.
import adapter from '@sveltejs/adapter-static';

export default { kit: { adapter: adapter({ pages: 'out', fallback: 'index.html' }) } };
