// Where a request of Next.js failed, as an event's `meta` says it: the route's pattern, such as /shop/[id], and
// what ran there.

export const where = (context) => ({ route: context?.routePath, next: context?.routeType });
