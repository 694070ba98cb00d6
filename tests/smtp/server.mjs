// A real SMTP server for the tests of alerts (npm `smtp-server`): with TLS from the start, with
// STARTTLS, or without any, and with a login. It prints its port, and each mail as one line of JSON.
// The mailbox `nobody` is not there; the first mail to `held-rcpt` or `held-data` gets no answer there.
//
// node server.mjs <tls|starttls|plain> <key.pem> <certificate.pem>
import { readFileSync } from "node:fs";
import { SMTPServer } from "smtp-server";

const [mode, key, certificate] = process.argv.slice(2);

/** Whether the first one of a mailbox is left without an answer, for whoever kills its sender. */
let hasHeld = false;
function isHeld(address, mailbox) {
  if (hasHeld || !address.startsWith(mailbox)) return false;
  hasHeld = true;
  console.log(JSON.stringify({ held: true }));
  return true;
}

const server = new SMTPServer({
  secure: mode === "tls",
  key: readFileSync(key),
  cert: readFileSync(certificate),
  // `plain` offers neither encryption nor anything that would hide that.
  disabledCommands: mode === "plain" ? ["STARTTLS"] : [],
  allowInsecureAuth: mode === "plain",
  authMethods: ["PLAIN", "LOGIN"],
  onAuth({ username, password }, session, done) {
    const isGood = username === "alerts" && password === "a password of tests";
    console.log(JSON.stringify({ auth: isGood, secure: session.secure }));
    done(isGood ? null : new Error("wrong login"), { user: username });
  },
  onRcptTo({ address }, _session, done) {
    if (isHeld(address, "held-rcpt")) return;
    done(address.startsWith("nobody") ? Object.assign(new Error("no such mailbox"), { responseCode: 550 }) : null);
  },
  onData(stream, session, done) {
    const chunks = [];
    stream.on("data", (chunk) => chunks.push(chunk));
    stream.on("end", () => {
      const { mailFrom, rcptTo } = session.envelope;
      const mail = Buffer.concat(chunks).toString();
      console.log(JSON.stringify({ mail, secure: session.secure, from: mailFrom.address, to: rcptTo.map((one) => one.address) }));
      if (!isHeld(rcptTo[0].address, "held-data")) done(null);
    });
  },
});
server.on("error", () => {});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.server.address().port })));
