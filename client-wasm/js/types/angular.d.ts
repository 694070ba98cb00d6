/** What a handler of Angular does. */
interface Handler {
  handleError(error: any): void;
}

/** What is taken of Angular, which this package does not import. */
export interface AngularParts {
  /** Of `@angular/core`. */
  ErrorHandler: new () => Handler;
  /** Of `@angular/core`. */
  Injector: abstract new (...args: any[]) => { get(token: any, otherwise?: any): any };
  /** Of `@angular/router`: the pattern of the route is then in `meta`. */
  Router?: new (...args: any[]) => any;
  /** Sends: in a page that of `corncrake`. On a server, pass that of `corncrake/node`. */
  sendEvent?: (error: unknown, meta?: Record<string, unknown>) => void;
}

/**
 * Providers that send what Angular's `ErrorHandler` gets, and then have your handler, or Angular's own, do
 * with it what it does by itself.
 *
 * @param Own your own handler, whose providers these are as well
 * @example providers: [corncrake({ ErrorHandler, Injector, Router })]
 */
export function corncrake(parts: AngularParts, Own?: new (...args: any[]) => Handler): any[];
