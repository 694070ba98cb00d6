import type { consent, meta, ping, sendEvent } from './corncrake.js';

declare global {
  interface Window {
    /** What the script tag gives a page; not there where a visitor blocks it. */
    corncrake?: {
      consent: typeof consent;
      meta: typeof meta;
      ping: typeof ping;
      sendEvent: typeof sendEvent;
    };
  }
}
