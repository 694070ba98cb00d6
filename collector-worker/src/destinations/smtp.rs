//! E-mail by SMTP, or by Cloudflare's Email Service: what a mail says, and what was answered. The words to the
//! server are `mail.mjs`, over the runtime's sockets.

use corncrake_model::alerts::{destination::DestinationSecret, message::AlertMessage};
use corncrake_store::outbox::retry::DeliveryFailure;
use maud::html;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use worker::{Env, Url, js_sys::Promise, wasm_bindgen_futures::JsFuture};

use super::message_text::{clip, heading, plain};
use crate::platform::private_hosts::{OutboundNetwork, network_of};

/// Characters of a subject: a line of a header has 998 bytes at most.
const SUBJECT_CHARS: usize = 200;
/// The port of SMTP with TLS from the start, and the one of STARTTLS.
const SECURE_PORT: u16 = 465;
const SUBMISSION_PORT: u16 = 587;

/// The binding of Cloudflare's Email Service, for destinations without a server.
pub(crate) const SEND_EMAIL: &str = "SEND_EMAIL";
/// Errors of that service that pass: any other is for good.
const PASSING: [&str; 4] =
    ["E_RATE_LIMIT_EXCEEDED", "E_DAILY_LIMIT_EXCEEDED", "E_INTERNAL_SERVER_ERROR", "E_DELIVERY_FAILED"];

#[wasm_bindgen]
extern "C" {
    type Mailer;

    /// What `entry.mjs` gives the outbox: sends a mail, as JSON; what became of it, as JSON.
    #[wasm_bindgen(method, catch, js_name = sendMail)]
    fn send_mail(this: &Mailer, mail: String, is_private: bool) -> Result<Promise, wasm_bindgen::JsValue>;
}

/// A mail and its server, as `mail.mjs` takes them.
#[derive(Debug, Serialize)]
struct Mail<'a> {
    /// Whether it goes by the binding, and to no server.
    binding: bool,
    host: String,
    port: u16,
    secure: bool,
    login: &'a str,
    password: &'a str,
    from: MailAddress<'a>,
    to: &'a str,
    subject: String,
    text: String,
    html: String,
    headers: serde_json::Map<String, serde_json::Value>,
}

#[derive(Debug, Serialize)]
struct MailAddress<'a> {
    name: &'static str,
    email: &'a str,
}

/// What became of a mail.
#[derive(Debug, Deserialize)]
struct MailOutcome {
    ok: bool,
    code: u16,
    why: String,
    /// The service's code of the error.
    #[serde(default)]
    word: String,
}

/// Without anything that could end a line of a header.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn mail<'a>(secret: &'a DestinationSecret, message: &AlertMessage, id: &str) -> Result<Mail<'a>, String> {
    let binding = secret.url.is_empty();
    let (host, port, secure) = if binding { (String::new(), 0, true) } else { server(&secret.url)? };
    let domain = secret.from.rsplit('@').next().unwrap_or_default();
    let mut headers = serde_json::Map::new();
    for (name, value) in [
        // The same whenever it comes again: mailboxes show it once. The service makes one of its own.
        if binding { ("X-Corncrake-Id", id.to_owned()) } else { ("Message-ID", format!("<{id}@{domain}>")) },
        ("List-Unsubscribe", format!("<{}>", one_line(&alerts_page(message)))),
        ("Auto-Submitted", "auto-generated".to_owned()),
    ] {
        headers.insert(name.to_owned(), value.into());
    }
    let html = html! {
        p { b { (message.title) } }
        p { (message.project) }
        @if !message.facts.is_empty() {
            table { @for (name, value) in &message.facts { tr { td { (name) } td { (value) } } } }
        }
        @if !message.lines.is_empty() { ul { @for line in &message.lines { li { (line) } } } }
        p { a href=(message.link) { "Open in Corncrake" } }
        p { small { "Rule: " (message.rule) ". " a href=(alerts_page(message)) { "Change or stop these mails" } } }
    };
    Ok(Mail {
        binding,
        host,
        port,
        secure,
        login: &secret.login,
        password: &secret.token,
        from: MailAddress { name: "Corncrake", email: &secret.from },
        to: &secret.to,
        subject: clip(&one_line(&heading(message)), SUBJECT_CHARS),
        text: plain(message, true),
        html: html.into_string(),
        headers,
    })
}

/// A server's host and port, and whether TLS begins at once.
fn server(address: &str) -> Result<(String, u16, bool), String> {
    let url: Url = address.parse().map_err(|_| "Its address is none.".to_owned())?;
    let secure = url.scheme() == "smtps";
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let port = url.port().unwrap_or(if secure { SECURE_PORT } else { SUBMISSION_PORT });
    Ok((host, port, secure))
}

/// The page on which the rule can be changed.
fn alerts_page(message: &AlertMessage) -> String {
    let origin = message.link.split("/projects/").next().unwrap_or_default();
    format!("{origin}/projects/{}/alerts", message.key)
}

/// Sends a message.
pub(crate) async fn send(
    env: &Env,
    secret: &DestinationSecret,
    message: &AlertMessage,
    id: &str,
) -> Result<(), DeliveryFailure> {
    let refused = |reason: String| DeliveryFailure { reason, is_final: true, wait_ms: None };
    let broken = || DeliveryFailure {
        reason: "The mail could not be handed to the runtime.".to_owned(),
        is_final: false,
        wait_ms: None,
    };
    let network = match secret.url.as_str() {
        "" => OutboundNetwork::Public,
        url => network_of(env, url).map_err(refused)?,
    };
    let mail = mail(secret, message, id).map_err(refused)?;
    let mail = serde_json::to_string(&mail).map_err(|_| broken())?;
    let sending = env.unchecked_ref::<Mailer>().send_mail(mail, network == OutboundNetwork::Private);
    let answer = JsFuture::from(sending.map_err(|_| broken())?).await.map_err(|_| broken())?;
    let outcome = serde_json::from_str(&answer.as_string().unwrap_or_default()).map_err(|_| broken())?;
    judge(&outcome)
}

/// What a mail server's answer means.
fn judge(outcome: &MailOutcome) -> Result<(), DeliveryFailure> {
    if outcome.ok {
        return Ok(());
    }
    let (reason, is_final) = match outcome.why.as_str() {
        "no TLS" => ("The mail server offers no encryption (STARTTLS); nothing was sent.".to_owned(), true),
        "login" => (format!("The mail server refused the login ({}).", outcome.code), outcome.code >= 500),
        "no binding" => ("The collector has no binding SEND_EMAIL.".to_owned(), true),
        "service" if outcome.word.is_empty() => ("Cloudflare did not take the mail.".to_owned(), false),
        "service" => {
            let is_final = !PASSING.contains(&outcome.word.as_str());
            (format!("Cloudflare did not take the mail ({}).", outcome.word), is_final)
        }
        "late" => ("The mail server did not answer in time.".to_owned(), false),
        "closed" => ("The mail server closed the connection.".to_owned(), false),
        "certificate" if outcome.code == 0 => {
            ("The mail server was not reached, or its certificate is not valid.".to_owned(), false)
        }
        "certificate" => ("The mail server's certificate is not valid.".to_owned(), false),
        "connection" => ("The connection to the mail server failed.".to_owned(), false),
        _ => (format!("The mail server answered {}.", outcome.code), outcome.code >= 500),
    };
    Err(DeliveryFailure { reason, is_final, wait_ms: None })
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::destinations::message_text::tests::long;

    #[test]
    fn no_text_of_an_event_is_a_header_or_markup() {
        let secret = DestinationSecret {
            url: "smtp://mail.example".into(),
            from: "errors@shop.example".into(),
            to: "ops@shop.example".into(),
            ..DestinationSecret::default()
        };
        let hostile = AlertMessage { title: "x\r\nBcc: all@example\r\n\r\n<script>".into(), ..long() };
        let made = mail(&secret, &hostile, "msg_1").unwrap();
        assert!(!made.subject.contains(['\r', '\n']) && made.subject.chars().count() <= SUBJECT_CHARS);
        assert!(!made.html.contains("<script>"));
        assert_eq!((made.port, made.secure, made.host.as_str()), (587, false, "mail.example"));
        assert_eq!(made.headers["Message-ID"], "<msg_1@shop.example>");
        assert_eq!(made.headers["List-Unsubscribe"], "<https://errors.example/projects/abc123def45/alerts>");
        let bound = DestinationSecret { url: String::new(), ..secret.clone() };
        let bound = mail(&bound, &hostile, "msg_1").unwrap();
        assert!(bound.binding && !bound.headers.contains_key("Message-ID"));
        assert_eq!(bound.headers["X-Corncrake-Id"], "msg_1");
        let secure = DestinationSecret { url: "smtps://mail.example".into(), ..secret };
        assert_eq!(mail(&secure, &hostile, "msg_1").unwrap().port, 465);
    }

    #[test]
    fn an_answer_of_a_mail_server_is_for_now_or_for_good() {
        let said = |code, why: &str, word: &str| {
            judge(&MailOutcome { ok: false, code, why: why.into(), word: word.into() }).unwrap_err()
        };
        let judged = |code, why: &str| said(code, why, "");
        assert!(judged(550, "answer").is_final && !judged(451, "answer").is_final);
        assert!(judged(535, "login").is_final && !judged(454, "login").is_final);
        assert!(judged(220, "no TLS").is_final && !judged(0, "connection").is_final);
        assert!(judged(0, "no binding").is_final && !judged(0, "service").is_final);
        assert!(said(0, "service", "E_SENDER_NOT_VERIFIED").is_final);
        assert!(PASSING.iter().all(|word| !said(0, "service", word).is_final));
    }
}
