import { setup } from 'corncrake';

export const runtime = 'edge';

export default async function Page({ params }) {
  const { id } = await params;
  if (id === 'none') throw new TypeError('a page at the edge fails');
  return <h1>{typeof setup}</h1>;
}
