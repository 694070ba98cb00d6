// Installations of an application that people install: that it was started today, in which version, on which
// platform and runtime. Nothing leaves without the person's yes, and nothing else is read of the machine. It
// keeps no process alive, throws nothing into the application, and tries a request that fails no second time.

import http from 'node:http';
import https from 'node:https';
import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers';

import { base } from '../loader/endpoint.js';

/** How long one request may take. */
const REQUEST_MS = 2_000;
/** How often a process that runs for long looks whether another day has begun. */
const LOOK_MS = 3_600_000;

/** Variables of the environment by which a person says no to every application, or to this alone. */
const SWITCHES = ['DO_NOT_TRACK', 'CORNCRAKE_NO_INSTALLATIONS'];

/** The collector has the same rule (`core/src/wire/installation.rs`), and both are tried with the same texts
 *  (`core/tests/installation_words.txt`). */
const VERSION = /^(?=.*\d)[A-Za-z0-9][A-Za-z0-9._+-]{0,39}$/;
const RULE =
  'the version must be 1 to 40 letters, digits, dots, hyphens, underscores and plus signs, with a digit among them, and begin with a letter or a digit';

/** The platforms that are told apart, by the names that runtimes have for them. */
const PLATFORMS = { android: 'android', darwin: 'macos', freebsd: 'freebsd', linux: 'linux', win32: 'windows' };
/** The runtimes that are told apart: each but Node says that it is Node as well. */
const RUNTIMES = ['bun', 'deno', 'node'];

/** The days on which this process sent, or tried to, by address.
 *  @type {Map<string, string>} */
const attempts = new Map();

const dayOf = (milliseconds) => new Date(milliseconds).toISOString().slice(0, 10);

function platform() {
  return Object.hasOwn(PLATFORMS, process.platform) ? PLATFORMS[process.platform] : 'other';
}

function runtime() {
  /** @type {Record<string, string | undefined>} */
  const versions = process.versions;
  const name = RUNTIMES.find((one) => versions[one]);
  return name ? `${name} ${parseInt(versions[name] ?? '')}` : 'other';
}

/** The request: what it says, and what it is sent with. The User-Agent has nothing that the body has not. */
function prepare(endpoint, origin, version) {
  const words = { version, platform: platform(), runtime: runtime() };
  const body = JSON.stringify(words);
  return {
    url: `${base(endpoint)}/installation`,
    headers: {
      origin,
      'user-agent': `corncrake-installation (${words.platform}; ${words.runtime})`,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    },
    body,
  };
}

/** The variable that says no, if one does. Where a runtime lets nobody read it, that is a no as well. */
function switchedOff() {
  try {
    const name = SWITCHES.find((one) => !['', '0', 'false'].includes((process.env[one] ?? '').trim().toLowerCase()));
    return name && `${name} is set`;
  } catch {
    return 'the environment cannot be read';
  }
}

/** Sends a request that keeps no process alive, unless somebody waits for it; `done` gets the status of the
 *  answer, 0 where there was none. */
function post({ url, headers, body }, done) {
  let status = 0;
  let socket, isAwaited;
  const { request } = url.startsWith('https:') ? https : http;
  const sent = request(url, { method: 'POST', headers, agent: false }, (response) => {
    status = response.statusCode ?? 0;
    response.resume();
  });
  const timer = setTimeout(() => sent.destroy(), REQUEST_MS).unref();
  sent.on('error', () => {});
  sent.on('socket', (given) => {
    socket = given;
    if (!isAwaited) socket.unref?.();
  });
  const closed = new Promise((settle) => {
    sent.on('close', () => {
      clearTimeout(timer);
      done(status);
      settle(status);
    });
  });
  sent.end(body);
  return {
    closed,
    drop: () => sent.destroy(),
    wait() {
      // A socket that does not connect yet takes a listener for each call.
      if (isAwaited) return;
      isAwaited = true;
      socket?.ref?.();
      timer.ref?.();
    },
  };
}

/** What stands where the options are none. */
const nothing = (reason) => ({
  reason: () => reason,
  preview() {},
  consent() {},
  flush: () => Promise.resolve(0),
});

/** An installation of the application, by its options and what `setup` knows already. */
function open(known, given) {
  const { version, lastSent, onSent, endpoint = known.endpoint, origin = known.origin ?? 'node', consent } = given;
  if (typeof version !== 'string' || !VERSION.test(version)) return nothing(RULE);
  if (typeof endpoint !== 'string' || !/^https?:\/\/./i.test(endpoint.trim()))
    return nothing('the endpoint must be given, or setup be called before: https://<collector>/v1/<key>');
  const request = prepare(endpoint, String(origin), version);
  let hasConsent = false;
  let timer, sending;

  const reason = () => (hasConsent ? switchedOff() : 'there is no consent');

  const notify = async (day) => {
    try {
      await onSent?.(day);
    } catch {
      // It is the application's own.
    }
  };

  const look = () => {
    try {
      const day = dayOf(Date.now());
      if (reason() || lastSent === day || attempts.get(request.url) === day) return;
      attempts.set(request.url, day);
      sending = post(request, (status) => {
        if (status >= 200 && status < 300) notify(day);
      });
    } catch {
      // An address that is none, or a runtime that lets nobody send.
    }
  };

  const agree = (yes) => {
    hasConsent = yes === true;
    clearInterval(timer);
    if (!hasConsent) sending?.drop();
    if (reason()) return;
    look();
    timer = setInterval(look, LOOK_MS);
    timer.unref();
  };

  agree(consent);
  return {
    reason,
    preview: () => ({ ...request, headers: { ...request.headers } }),
    consent(yes) {
      try {
        agree(yes);
      } catch {}
    },
    async flush() {
      sending?.wait();
      return (await sending?.closed) ?? 0;
    },
  };
}

export function installation(known, given) {
  try {
    return open(known, given ?? {});
  } catch {
    return nothing('the options cannot be read');
  }
}
