export function load({ params }) {
  if (params.id === 'none') throw new TypeError('a page of the server fails');
}
