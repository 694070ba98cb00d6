const COLLECTOR = 'https://errors.example.com';

export default defineEventHandler((event) => {
  const { pathname, search } = getRequestURL(event);
  const path = pathname.replace('/report', '');
  if (!/^\/(v1|client)\//.test(path)) throw createError({ statusCode: 404 });
  const address = getRequestHeader(event, 'x-forwarded-for') ?? getRequestIP(event) ?? '';
  delete event.node.req.headers.cookie;
  const own = { headers: { 'x-real-ip': address } };
  return proxyRequest(event, COLLECTOR + path + search, own).catch(() => sendNoContent(event, 502));
});
