// What the page's own Content-Security-Policy refuses while we look.

/** Milliseconds within which a browser tells of what it refused: it does after the request has failed. */
const REPORTED_WITHIN_MS = 500;
/** Milliseconds between two looks. */
const LOOK_EVERY_MS = 20;

/** Begins to watch. */
export function watchPolicy() {
  const refused = [];
  const note = (event) => event.disposition !== 'report' && refused.push(event.blockedURI);
  addEventListener('securitypolicyviolation', note, true);
  const isOf = (url) => refused.some((uri) => uri === url.href || uri === url.origin || uri.startsWith(`${url.origin}/`));
  return {
    /**
     * Whether something of an address's origin was refused. A browser names less of it than was asked for
     * after a redirect, or in another origin.
     * @param {URL} url
     */
    async blocked(url) {
      for (let waited = 0; !isOf(url) && waited < REPORTED_WITHIN_MS; waited += LOOK_EVERY_MS) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
      return isOf(url);
    },
    end: () => removeEventListener('securitypolicyviolation', note, true),
  };
}
