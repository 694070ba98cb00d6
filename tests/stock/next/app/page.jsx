import { Shelf } from './shelf';

export default function Page() {
  return <Shelf items={[{ price: { amount: 3 } }, {}]} />;
}
