export default defineEventHandler((event) => {
  if (event.context.params.id === 'away') throw createError({ statusCode: 404, statusMessage: 'no such thing' });
  throw new RangeError('a route of the server fails');
});
