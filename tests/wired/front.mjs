// TLS before a collector and a site beside it, whose pages have headers of their own.
// `127.0.0.1` is the collector, any other host the site; so that both are known to every browser
// without a change of its names, and are of different origins.
export default {
  async fetch(request, env) {
    const { hostname, pathname } = new URL(request.url);
    if (hostname === "127.0.0.1") return env.COLLECTOR.fetch(request);
    const page = env.PAGES[pathname];
    if (!page) return new Response("not here", { status: 404 });
    return new Response(page.body, { headers: { "content-type": "text/html;charset=utf-8", ...page.headers } });
  },
};
