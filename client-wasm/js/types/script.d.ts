import type { consent, meta, OnEvent, ping, sendEvent } from './corncrake.js';

declare global {
  interface Window {
    /** What the script tag gives a page; not there where a visitor blocks it. */
    corncrake?: {
      consent: typeof consent;
      meta: typeof meta;
      /** Set it to see, change or drop every event before it leaves. */
      onEvent?: OnEvent;
      ping: typeof ping;
      sendEvent: typeof sendEvent;
    };
  }
}
