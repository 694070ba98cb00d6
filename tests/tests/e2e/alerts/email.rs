//! E-mail, to a real SMTP server: with TLS from the start, with STARTTLS, and never without.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    alerts::{AlertReceiver, AlertingCollector, MailServer},
    wait::eventually,
};
use serde_json::{Value, json};

/// The password that the server of the tests takes.
pub(super) const PASSWORD: &str = "a password of tests";

/// A collector that may reach a mail server, and a destination there.
pub(super) fn with_mail(
    server: &MailServer,
    scheme: &str,
    password: &str,
    to: &str,
) -> Result<(AlertingCollector, String)> {
    let hosts = [format!("localhost:{}", server.port)];
    let collector = AlertingCollector::start_with(&hosts, Some(&server.certificate()))?;
    let mail = collector.destination(&json!({
        "name": "mail", "kind": "email", "url": format!("{scheme}://localhost:{}", server.port),
        "login": "alerts", "token": password, "from": "errors@shop.example", "to": to,
    }))?;
    Ok((collector, mail))
}

/// The delivery of a new issue, once it was tried.
fn tried(collector: &AlertingCollector, mail: &str) -> Result<Value> {
    collector.rule(&json!({ "on": "new_issue" }), &[mail], &json!({}))?;
    collector.event("visitor", "M\u{e4}ilError")?;
    eventually("a mail that was tried", || {
        let all = collector.deliveries("")?;
        Ok(all.into_iter().find(|one| one["state"] == "delivered" || !one["error"].is_null()))
    })
}

#[test]
fn a_mail_arrives_with_tls_and_with_starttls() -> Result<()> {
    for (mode, scheme) in [("tls", "smtps"), ("starttls", "smtp")] {
        let server = MailServer::start(mode)?;
        let (collector, mail) = with_mail(&server, scheme, PASSWORD, "ops@shop.example")?;
        let delivery = tried(&collector, &mail)?;
        ensure!(delivery["state"] == "delivered", "{mode}: {delivery} {:?}", server.session_log());
        let log = server.session_log();
        ensure!(log.iter().any(|one| one["auth"] == true && one["secure"] == true), "{mode}: {log:?}");
        let arrived = log.iter().find(|one| one["mail"].is_string()).context("no mail")?;
        ensure!(
            arrived["secure"] == true && arrived["to"] == json!(["ops@shop.example"]),
            "{mode}: {arrived}"
        );
        let text = arrived["mail"].as_str().unwrap_or_default();
        for part in [
            "Subject: =?UTF-8?Q?",
            "Message-ID: <msg_",
            "@shop.example>",
            "List-Unsubscribe: <http",
            "Content-Type: text/plain",
            "Content-Type: text/html",
            "/issues/",
        ] {
            ensure!(text.contains(part), "{mode}: {part} is not in {text}");
        }
    }
    Ok(())
}

#[test]
fn nothing_leaves_without_encryption_and_a_refusal_says_why() -> Result<()> {
    for (mode, scheme, password, to, state, says) in [
        ("plain", "smtp", PASSWORD, "ops@shop.example", "given_up", "no encryption"),
        ("starttls", "smtp", "wrong", "ops@shop.example", "given_up", "refused the login (535)"),
        ("tls", "smtps", PASSWORD, "nobody@shop.example", "given_up", "answered 550"),
    ] {
        let server = MailServer::start(mode)?;
        let (collector, mail) = with_mail(&server, scheme, password, to)?;
        let delivery = tried(&collector, &mail)?;
        ensure!(delivery["state"] == state, "{mode}: {delivery}");
        ensure!(delivery["error"].as_str().is_some_and(|error| error.contains(says)), "{mode}: {delivery}");
        ensure!(
            server.session_log().iter().all(|one| one["mail"].is_null()),
            "{mode}: {:?}",
            server.session_log()
        );
        ensure!(
            mode != "plain" || server.session_log().is_empty(),
            "the login left: {:?}",
            server.session_log()
        );
    }
    Ok(())
}

#[test]
fn a_server_that_hangs_up_harms_nobody() -> Result<()> {
    let silent = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    let port = silent.local_addr()?.port();
    // It takes a connection and closes it.
    std::thread::spawn(move || silent.incoming().for_each(drop));
    let collector = AlertingCollector::start_with(&[format!("localhost:{port}")], None)?;
    let mail = collector.destination(&json!({
        "name": "mail", "kind": "email", "url": format!("smtp://localhost:{port}"), "login": "a", "token": "b",
        "from": "errors@shop.example", "to": "ops@shop.example",
    }))?;
    let delivery = tried(&collector, &mail)?;
    ensure!(delivery["state"] == "waiting" && !delivery["next"].is_null(), "{delivery}");
    collector.event("visitor", "AfterError")?;
    Ok(())
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused_in_words() -> Result<()> {
    for (mode, scheme) in [("starttls", "smtp"), ("tls", "smtps")] {
        let server = MailServer::start(mode)?;
        let collector = AlertingCollector::start_with(&[format!("localhost:{}", server.port)], None)?;
        let mail = collector.destination(&json!({
            "name": "mail", "kind": "email", "url": format!("{scheme}://localhost:{}", server.port),
            "login": "alerts", "token": PASSWORD, "from": "errors@shop.example", "to": "ops@shop.example",
        }))?;
        let delivery = tried(&collector, &mail)?;
        let error = delivery["error"].as_str().unwrap_or_default();
        ensure!(error.contains("certificate"), "{mode}: {delivery}");
        ensure!(server.session_log().is_empty(), "{mode}: {:?}", server.session_log());
    }
    Ok(())
}

/// A binding of the shape of Cloudflare's Email Service, which hands each mail to a receiver of the test.
fn binding(receiver: &AlertReceiver) -> String {
    format!(
        "import {{ WorkerEntrypoint }} from 'cloudflare:workers';
        export class Sender extends WorkerEntrypoint {{
          async send(mail) {{
            for (const name of Object.keys(mail.headers ?? {{}})) {{
              // As the service does: what it makes itself is refused.
              if (/^(date|message-id|mime-version|content-)/i.test(name)) throw new Error('E_HEADER_NOT_ALLOWED');
            }}
            if (mail.to.startsWith('nobody')) throw new Error('E_RECIPIENT_SUPPRESSED');
            const answer = await fetch('http://127.0.0.1:{}/mail', {{ method: 'POST', body: JSON.stringify(mail) }});
            if (!answer.ok) throw new Error('E_RATE_LIMIT_EXCEEDED: slow down');
            return {{ messageId: '1' }};
          }}
        }}",
        receiver.port
    )
}

#[test]
fn a_mail_leaves_by_the_binding_where_there_is_one() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let collector = AlertingCollector::start_with_binding(&binding(&receiver))?;
    let to =
        |to: &str| json!({ "name": to, "kind": "email", "url": "", "from": "errors@shop.example", "to": to });
    let mail = collector.destination(&to("ops@shop.example"))?;
    let delivery = tried(&collector, &mail)?;
    ensure!(delivery["state"] == "delivered", "{delivery} {}", collector.wired.log()?);
    let arrived = receiver.wait_for(1)?[0].json();
    ensure!(
        arrived["to"] == "ops@shop.example" && arrived["from"]["email"] == "errors@shop.example",
        "{arrived}"
    );
    for (field, part) in [("subject", "M\u{e4}ilError"), ("text", "/issues/"), ("html", "Open in Corncrake")]
    {
        ensure!(arrived[field].as_str().is_some_and(|text| text.contains(part)), "{field}: {arrived}");
    }
    let headers = &arrived["headers"];
    ensure!(headers["X-Corncrake-Id"].as_str().is_some_and(|id| id.starts_with("msg_")), "{arrived}");
    ensure!(headers["List-Unsubscribe"].is_string(), "{arrived}");

    // A refusal is for good; being too fast is not.
    let nobody = collector.destination(&to("nobody@shop.example"))?;
    let refused = tried_by(&collector, &nobody, "RefusedError")?;
    ensure!(refused["state"] == "given_up", "{refused}");
    ensure!(refused["error"].to_string().contains("E_RECIPIENT_SUPPRESSED"), "{refused}");

    // Without the binding an e-mail needs a server.
    let plain = AlertingCollector::start(&[])?;
    let path = format!("/api/projects/{}/alerts/destinations", plain.key);
    let answer = plain.wired.change("POST", &path, &to("ops@shop.example"))?;
    ensure!(answer.status == 422 && answer.body.contains("SEND_EMAIL"), "{answer:?}");
    Ok(())
}

/// The delivery to a destination of a new issue of its own.
fn tried_by(collector: &AlertingCollector, destination: &str, name: &str) -> Result<Value> {
    collector.rule(&json!({ "on": "new_issue" }), &[destination], &json!({}))?;
    collector.event("visitor", name)?;
    eventually("a delivery that was tried", || {
        let all = collector.deliveries("")?;
        let of_it = |one: &Value| one["destination"] == destination && !one["error"].is_null();
        Ok(all.into_iter().find(of_it))
    })
}
