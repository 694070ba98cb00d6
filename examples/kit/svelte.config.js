// A static site: every address is answered by one page. Its script is one file: with several,
// the page now and then did not start on a busy machine, for a reason that was not found.
import adapter from '@sveltejs/adapter-static';

export default {
  kit: {
    adapter: adapter({ pages: 'out', fallback: 'index.html' }),
    output: { bundleStrategy: 'single' },
  },
};
