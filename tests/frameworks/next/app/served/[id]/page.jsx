export default async function Page({ params }) {
  const { id } = await params;
  if (id === 'none') throw new TypeError('a page of the server fails');
  return <h1>Served</h1>;
}
