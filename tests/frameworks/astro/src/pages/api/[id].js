export function GET() {
  throw new RangeError('a route of the server fails');
}
