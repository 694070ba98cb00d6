export function early(importClient, options) {
  const ownFetch = fetch;
  const records = [];
  let isLazy = options.load === 'on-error';
  let isOn;

  const post = (path, body) =>
    ownFetch(options.endpoint + path, { method: 'POST', body, keepalive: true, credentials: 'omit' }).catch(() => {});

  const least = ([type, value]) => {
    try {
      const file = /^http[^?#@]+js/.exec(value.filename);
      return {
        type,
        message: /^\w*/.exec((value.error ?? value.reason ?? value).name)[0],
        stack: file && `${file}:${value.lineno}:${value.colno}`,
      };
    } catch {}
  };
  const leave = () => {
    if (records[0]) post('/batch', JSON.stringify({ events: records.map(least) }));
    records.length = 0;
  };

  const load = async () => {
    try {
      if (isOn) {
        tell = await (await importClient()).begin(options, api, hook, records);
        tell(6, isOn);
      }
    } catch {
      leave();
    }
  };

  const listeners = {
    error: (event) => tell(1, event),
    unhandledrejection: (event) => tell(2, event),
    load: () => isLazy || load(),
    pagehide: leave,
  };
  const hook = (how) => {
    for (const type in listeners) how(type, listeners[type], true);
  };

  let tell = (type, value, extra) => {
    if (type > 5) {
      if (!value) records.length = 0;
      hook((isOn = value) ? addEventListener : removeEventListener);
      isLazy || setTimeout(load, options.load === 'eager' ? 0 : 5e3);
      if ('ping' in options) tell(5);
    } else if (type > 4) {
      if (isOn && !navigator.globalPrivacyControl) post('/ping');
    } else if (isOn && !records[49]) {
      records.push([type, value, extra, location.href]);
      isLazy &&= void load();
    }
  };

  const api = {
    meta: {},
    sendEvent: (error, extra) => tell(4, error, extra),
    ping: () => tell(5),
    consent: (is) => tell(6, is),
  };
  options.consent ?? tell(6, 1);
  return api;
}
