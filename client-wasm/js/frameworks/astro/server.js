// Astro's middleware on a server in Node: what a page or an endpoint fails by, with its route's pattern, and
// neither address nor headers. Most of a page is rendered while it is sent: its stream is read only as Astro
// reads it, and fails as it does without us.

import { sendEvent, setup } from 'corncrake/node';

/** Has the response's stream tell what it fails by. The response stays the same object: Astro keeps cookies
 *  with it. */
function follow(response, tell) {
  const { body } = response;
  if (!body) return response;
  let reader;
  const source = {
    async pull(controller) {
      try {
        reader ??= body.getReader();
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        tell(error);
        throw error;
      }
    },
    cancel: (reason) => (reader ?? body).cancel(reason),
  };
  const followed = new ReadableStream(source, { highWaterMark: 0 });
  Object.defineProperty(response, 'body', { configurable: true, value: followed });
  return response;
}

export const watch = (endpoint, options) => async (context, next) => {
  // A build that renders pages is no server.
  if (context.isPrerendered) return next();
  setup(endpoint, options);
  const tell = (error) => sendEvent(error, { route: context.routePattern });
  try {
    return follow(await next(), tell);
  } catch (error) {
    tell(error);
    throw error;
  }
};
