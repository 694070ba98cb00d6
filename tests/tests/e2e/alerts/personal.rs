//! Nothing personal of an event is in a message of any receiver, nor in a digest.

use anyhow::{Result, ensure};
use corncrake_tests::{
    alerts::{AlertReceiver, AlertingCollector, MailServer, SECRET},
    collector::wired::sender,
    wait::eventually,
};
use serde_json::json;

use super::email::PASSWORD;

/// Values that an event says in every text that it has.
const PERSONAL: [&str; 4] = [
    "jane.marked@example.org",
    "4111111111111111",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.c2lnbmF0dXJlLW1hcms",
    "marked-in-the-query",
];

#[test]
fn no_receiver_gets_a_personal_value() -> Result<()> {
    let (receiver, mails) = (AlertReceiver::start()?, MailServer::start("tls")?);
    let hosts = [format!("127.0.0.1:{}", receiver.port), format!("localhost:{}", mails.port)];
    let collector = AlertingCollector::start_with(&hosts, Some(&mails.certificate()))?;
    let base = format!("http://127.0.0.1:{}", receiver.port);
    let mut destinations = Vec::new();
    for (kind, path, token, to) in [
        ("webhook", "/webhook", SECRET, ""),
        ("slack", "/slack", "", ""),
        ("mattermost", "/mattermost", "", ""),
        ("discord", "/discord", "", ""),
        ("teams", "/teams", "", ""),
        ("telegram", "", "123456:ABC-DEF", "-100200300"),
        ("ntfy", "", "tk_secret", "errors"),
    ] {
        let kind = if kind == "mattermost" { "slack" } else { kind };
        let fields =
            json!({ "name": kind, "kind": kind, "url": format!("{base}{path}"), "token": token, "to": to });
        destinations.push(collector.destination(&fields)?);
    }
    destinations.push(collector.destination(&json!({
        "name": "mail", "kind": "email", "url": format!("smtps://localhost:{}", mails.port),
        "login": "alerts", "token": PASSWORD, "from": "errors@shop.example", "to": "ops@shop.example",
    }))?);
    let all: Vec<&str> = destinations.iter().map(String::as_str).collect();
    collector.rule(&json!({ "on": "new_issue" }), &all, &json!({}))?;
    let [mail, card, token, query] = PERSONAL;
    let text =
        format!("{mail} paid by {card} with Bearer {token} at https://shop.example/pay?code={query}&x=1");
    let body = json!({
        "type": 1, "name": "MarkedError", "message": text, "uri": format!("https://shop.example/pay?code={query}"),
        "stack": format!("MarkedError: {text}\n    at pay (https://shop.example/a.js?code={query}:1:1)"),
        "release": format!("1.0 {mail}"), "environment": format!("of {mail}"), "meta": { "user": text },
    });
    let path = format!("/v1/{}/event", collector.key);
    let sent = collector.wired.request("POST", &path, &sender("visitor"), body.to_string().as_bytes())?;
    ensure!(sent.status == 200, "{sent:?}");
    let received = receiver.wait_for(7)?;
    let mail = eventually("the mail", || {
        Ok(mails.session_log().into_iter().find_map(|one| one["mail"].as_str().map(str::to_owned)))
    })?;
    // Lines of a mail are broken where they are long.
    let mail = mail.replace("=\r\n", "").replace("\r\n", "\n");
    let told = received.iter().map(|one| (one.path.as_str(), one.body.as_str())).chain([("mail", &*mail)]);
    for (to, body) in told {
        ensure!(body.contains("MarkedError"), "{to}: {body}");
        for value in PERSONAL {
            ensure!(!body.contains(value), "{to} has {value}: {body}");
        }
        ensure!(!body.contains("jane.marked"), "{to}: {body}");
    }
    let log = serde_json::to_string(&collector.deliveries("")?)?;
    ensure!(PERSONAL.iter().all(|value| !log.contains(value)), "{log}");
    Ok(())
}
