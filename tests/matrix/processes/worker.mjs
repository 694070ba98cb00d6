// A Worker whose handler fails.
import { corncrake } from 'corncrake/workerd';

const handlers = {
  fetch() {
    throw new TypeError('a page of the server fails');
  },
};

export default corncrake((env) => ({ endpoint: env.ENDPOINT, origin: 'node' }), handlers);
