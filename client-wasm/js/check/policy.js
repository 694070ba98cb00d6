// What the page's own Content-Security-Policy refuses while we look.

/** Begins to watch. */
export function watchPolicy() {
  const refused = [];
  const note = (event) => event.disposition !== 'report' && refused.push(event.blockedURI);
  addEventListener('securitypolicyviolation', note, true);
  return {
    /**
     * Whether something of an address's origin was refused. A browser names less of it than was asked for
     * after a redirect, or in another origin.
     * @param {URL} url
     */
    blocked: (url) => refused.some((uri) => uri === url.href || uri === url.origin || uri.startsWith(`${url.origin}/`)),
    end: () => removeEventListener('securitypolicyviolation', note, true),
  };
}
