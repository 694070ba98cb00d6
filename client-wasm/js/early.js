export function early(importClient, options) {
  const ownFetch = fetch;
  const records = [];
  let isLazy = options.load > 'o';
  let isOn;

  const post = async (path, body) => {
    try {
      await ownFetch(options.endpoint + path, {
        method: 'POST',
        credentials: 'omit',
        keepalive: true,
        body: body && JSON.stringify({ events: body.map(least) }),
      });
    } catch {}
  };

  const least = ([type, value]) => {
    try {
      const file = /^http[^?#@]+js/.exec(value.filename);
      return {
        type,
        message: /\w*/.exec((value.error ?? value.reason ?? value).name)[0],
        stack: file && `${file}:${value.lineno}:${value.colno}`,
      };
    } catch {}
  };
  const leave = () => {
    if (records[0]) post('/batch', records);
    records.length = 0;
  };

  const load = async () => {
    try {
      if (isOn) {
        tell = await (await importClient()).begin(ownFetch, records, options, api, hook);
        tell(6, isOn);
      }
    } catch {
      leave();
    }
  };

  const onError = (event) => tell(1, event);
  const onRejection = (event) => tell(2, event);
  const onLoad = () => isLazy || load();
  const hook = (how) => {
    how('error', onError, true);
    how('load', onLoad, true);
    how('pagehide', leave);
    how('unhandledrejection', onRejection, true);
  };

  let tell = (type, value, extra) => {
    if (type > 5) {
      if (!value) records.length = 0;
      hook((isOn = value) ? addEventListener : removeEventListener);
      isLazy || setTimeout(load, options.load < 'f' || 5e3);
      options.ping + 1 && tell(5);
    } else if (isOn && !(navigator.globalPrivacyControl && (type > 4 || options.privacyControl < 'b'))) {
      if (type > 4) post('/ping');
      else if (!records[49]) {
        records[records.length] = [type, value, extra, location.href];
        isLazy &&= void load();
      }
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
