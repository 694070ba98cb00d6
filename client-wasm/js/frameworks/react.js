// For React 19: createRoot(element, errorHandlers()), and an error boundary.
//
// React's own default goes on as it is: the console, and the window's error event.

import { sendEvent } from 'corncrake';

/** A boundary and a root report the same error. */
const told = new WeakSet();

const tell = (kind, error, info) => {
  if (Object(error) === error) {
    if (told.has(error)) return;
    told.add(error);
  }
  sendEvent(error, { react: kind, componentStack: info?.componentStack });
};

const print = (error) => console.error(error);
const report = globalThis.reportError ?? print;

export const errorHandlers = (own) => {
  const handler = (kind, name, byDefault) => (error, info) => {
    tell(kind, error, info);
    (own?.[name] ?? byDefault)(error, info);
  };
  return {
    onUncaughtError: handler('uncaught', 'onUncaughtError', report),
    onCaughtError: handler('caught', 'onCaughtError', print),
    onRecoverableError: handler('recoverable', 'onRecoverableError', report),
  };
};

export const errorBoundary = ({ Component }) =>
  class ErrorBoundary extends Component {
    state = { caught: /** @type {{ error: unknown } | undefined} */ (undefined) };

    static getDerivedStateFromError(error) {
      return { caught: { error } };
    }

    componentDidCatch(error, info) {
      tell('caught', error, info);
    }

    render() {
      const { children, fallback = null } = this.props;
      const { caught } = this.state;
      if (!caught) return children;
      if (typeof fallback !== 'function') return fallback;
      return fallback(caught.error, () => this.setState({ caught: undefined }));
    }
  };
