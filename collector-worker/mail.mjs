// Sends one e-mail, for the outbox of alerts: by Cloudflare's binding, or by SMTP. There worker-mailer speaks, over a socket that holds
// it to three rules of ours. A connection that ends is an error; a server says a bounded amount; and
// neither a login nor a mail leaves before the connection is encrypted.
import { connect as connectPublic } from "cloudflare:sockets";
import { LogLevel, WorkerMailer } from "./worker-mailer.mjs";

/** Milliseconds for all of a mail: as long as a slow server takes to look up a sender. */
const TIMEOUT_MS = 25_000;
/** Bytes that a server may say in one session: many times the longest greeting. */
const MOST_BYTES = 64 * 1024;

/** What the next socket is of: its network, and what is noted of the session.
 *  `isUnheard` is whether an encrypted connection was begun and nothing was heard by it.
 *  @type {{ network: any, bytes: number, code: number, socket: any, isUnheard: boolean } | null} */
let session = null;

/** What worker-mailer takes for the runtime's `connect` (the build puts it there). */
export function connect(address, options) {
  const own = /** @type {NonNullable<typeof session>} */ (session);
  const socket = own.network ? own.network.connect(address, options) : connectPublic(address, options);
  return guarded(socket, own, options.secureTransport === "on");
}

function guarded(socket, own, isSecure) {
  const decoder = new TextDecoder();
  own.socket = socket;
  own.isUnheard = isSecure;
  return {
    opened: socket.opened,
    close: () => socket.close(),
    startTls: () => guarded(socket.startTls(), own, true),
    readable: {
      getReader() {
        const reader = socket.readable.getReader();
        return {
          releaseLock: () => reader.releaseLock(),
          async read() {
            const { done, value } = await reader.read();
            if (done) throw new Error("closed");
            own.isUnheard = false;
            own.bytes += value.byteLength;
            if (own.bytes > MOST_BYTES) throw new Error("too much");
            const code = /^(\d{3})[ -]/m.exec(decoder.decode(value));
            if (code) own.code = Number(code[1]);
            return { done, value };
          },
        };
      },
    },
    writable: {
      getWriter() {
        const writer = socket.writable.getWriter();
        return {
          releaseLock: () => writer.releaseLock(),
          async write(bytes) {
            const verb = decoder.decode(bytes.subarray(0, 5)).toUpperCase();
            if (!isSecure && /^(AUTH|MAIL|RCPT|DATA)/.test(verb)) throw new Error("no TLS");
            await writer.write(bytes);
          },
        };
      },
    },
  };
}

/** Waits for a mail in the time that it may take.
 *  @param {Promise<unknown>} sending */
async function inTime(sending) {
  /** @type {ReturnType<typeof setTimeout> | null} */
  let timer = null;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("late")), TIMEOUT_MS);
  });
  try {
    await Promise.race([sending, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Sends; gives `{ ok: true }`, or the server's last code and which of our rules was broken. */
export async function sendMail(mail, network) {
  const own = { network, bytes: 0, code: 0, socket: /** @type {any} */ (null), isUnheard: false };
  const send = async () => {
    session = own;
    const connecting = WorkerMailer.connect({
      host: mail.host,
      port: mail.port,
      secure: mail.secure,
      startTls: !mail.secure,
      credentials: mail.login ? { username: mail.login, password: mail.password } : undefined,
      authType: ["plain", "login"],
      socketTimeoutMs: TIMEOUT_MS,
      logLevel: LogLevel.NONE,
    });
    session = null;
    const mailer = await connecting;
    await mailer.send({ from: mail.from, to: mail.to, subject: mail.subject, text: mail.text, html: mail.html, headers: mail.headers });
    // It arrived: how the server says goodbye changes nothing.
    mailer.close().catch(() => {});
  };
  try {
    await inTime(send());
    return JSON.stringify({ ok: true, code: own.code, why: "" });
  } catch (error) {
    own.socket?.close().catch(() => {});
    const why = ["closed", "too much", "no TLS", "late"].find((word) => error.message === word);
    const isLogin = /auth|login|credentials/i.test(error.message);
    // The runtime does not say that a certificate is to blame.
    const guess = own.isUnheard ? "certificate" : isLogin ? "login" : own.code === 0 ? "connection" : "answer";
    return JSON.stringify({ ok: false, code: own.code, why: why ?? guess });
  }
}

/** Sends by Cloudflare's Email Service (the binding `SEND_EMAIL`); gives the same, with the service's code of an
 *  error, such as `E_SENDER_NOT_VERIFIED`. */
export async function sendByBinding(mail, binding) {
  if (!binding) return JSON.stringify({ ok: false, code: 0, why: "no binding" });
  const { from, to, subject, text, html, headers } = mail;
  try {
    await inTime(binding.send({ from, to, subject, text, html, headers }));
    return JSON.stringify({ ok: true, code: 0, why: "" });
  } catch (error) {
    const word = /E_[A-Z_]{1,60}/.exec(`${error.code} ${error.message}`)?.[0] ?? "";
    return JSON.stringify({ ok: false, code: 0, why: error.message === "late" ? "late" : "service", word });
  }
}
