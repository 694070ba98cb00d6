/** What React says of where an error came from. */
export interface ErrorInfo {
  componentStack?: string | null | undefined;
}

type Handler = (error: unknown, info: ErrorInfo) => void;

/** The three handlers that React 19's roots take. */
export interface ErrorHandlers {
  onUncaughtError: Handler;
  onCaughtError: Handler;
  onRecoverableError: Handler;
}

/**
 * Handlers for `createRoot` and `hydrateRoot` that send an error with its component stack in
 * `meta`, and then do what yours would do, or else what React does by itself.
 *
 * @example createRoot(element, errorHandlers()).render(<App />);
 */
export function errorHandlers(own?: Partial<ErrorHandlers>): ErrorHandlers;

/** What React can show: what its components' `render` gives. */
type Shown<Component extends abstract new (props: any) => { render(): any }> = ReturnType<
  InstanceType<Component>['render']
>;

/** What a boundary shows. */
export interface BoundaryProps<Node> {
  children?: Node;
  /** What is shown instead, or what makes it; `reset` tries the children again. */
  fallback?: Node | ((error: unknown, reset: () => void) => Node);
}

/**
 * An error boundary of your React, which is passed in: this package imports none.
 *
 * @example const ErrorBoundary = errorBoundary(React);
 */
export function errorBoundary<Component extends abstract new (props: any) => { render(): any }>(react: {
  Component: Component;
}): new (
  props: BoundaryProps<Shown<Component>>,
) => Omit<InstanceType<Component>, 'props'> & { props: Readonly<BoundaryProps<Shown<Component>>> };
