// For Angular: providers: [corncrake({ ErrorHandler, Injector, Router })]
//
// The application's own handler, or Angular's, is called as without us, and is the same object.

import { sendEvent as toldByPage } from 'corncrake';

/** The pattern of the route that is shown, such as /shop/:id: what a visitor put into it is not sent. Before
 *  the first one there is none. */
function pattern(router) {
  const parts = [];
  let at = router?.routerState.snapshot.root;
  while ((at = at?.firstChild)) parts.push(at.routeConfig?.path);
  return parts.length ? `/${parts.filter(Boolean).join('/')}` : undefined;
}

export const corncrake = ({ ErrorHandler, Injector, Router, sendEvent = toldByPage }, Own) => {
  const watch = (injector, own = new ErrorHandler()) => {
    const { handleError } = own;
    const route = () => {
      try {
        return pattern(Router && injector.get(Router, null));
      } catch {
        // An application that is over has no route.
      }
    };
    const tell = (error) => {
      try {
        // What zone.js makes of a rejection has its reason.
        sendEvent(error?.rejection ?? error, { route: route() });
      } catch {
        // A value that was thrown may throw when it is read.
      }
    };
    /** @this {unknown} */
    own.handleError = function (error) {
      tell(error);
      return Reflect.apply(handleError, this, arguments);
    };
    return own;
  };
  const handler = { provide: ErrorHandler, useFactory: watch, deps: Own ? [Injector, Own] : [Injector] };
  return Own ? [Own, handler] : [handler];
};
