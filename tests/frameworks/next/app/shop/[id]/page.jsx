import { Shelf } from './shelf';

export default function Page() {
  return <Shelf />;
}
