//! The alerts of the demo: rules and destinations as a shop has them. Nobody is reached but a receiver on
//! this machine, which pages do not name.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::{alerts::AlertReceiver, collector::wired::WiredCollector};

/// The chat, as pages show it.
fn chat(url: &str) -> Value {
    json!({ "name": "#shop-errors", "kind": "slack", "url": url })
}

/// Makes destinations and rules; gives the id of one of each. The chat is the receiver for now.
pub(super) fn make(wired: &WiredCollector, key: &str, receiver: &AlertReceiver) -> Result<(String, String)> {
    let made = |what: &str, fields: &Value| -> Result<String> {
        let answer = wired.change("POST", &format!("/api/projects/{key}/alerts/{what}"), fields)?;
        Ok(answer.json()["id"].as_str().with_context(|| format!("no {what}: {answer:?}"))?.to_owned())
    };
    let chat = made("destinations", &chat(&format!("http://127.0.0.1:{}/", receiver.port)))?;
    let phone = json!({ "name": "On call", "kind": "ntfy", "url": "https://ntfy.example", "to": "shop", "title_only": true });
    let phone = made("destinations", &phone)?;
    let rules = [
        json!({ "name": "New issues", "trigger": { "on": "new_issue" }, "destinations": [chat],
            "filter": { "title": "*Error*" }, "schedule": { "per_hour": 6 } }),
        json!({ "name": "Carts", "trigger": { "on": "sessions", "sessions": 500, "hours": 1 }, "destinations": [chat, phone],
            "filter": { "title": "*cart*", "environments": ["production"] } }),
        json!({ "name": "Back again, by the day", "trigger": { "on": "regression" }, "destinations": [chat],
            "schedule": { "digest": "daily" } }),
        json!({ "name": "Nothing arrives", "trigger": { "on": "silence", "hours": 24 }, "destinations": [phone],
            "schedule": { "quiet": { "from": 1_320, "to": 420 } } }),
    ];
    let mut last = String::new();
    for rule in rules {
        last = made("rules", &rule)?;
    }
    Ok((chat, last))
}

/// Sends what the week raised, so that the log has deliveries of all kinds; from then on the chat is
/// nobody's.
pub(super) fn deliver(
    wired: &WiredCollector,
    key: &str,
    receiver: &AlertReceiver,
    chat_id: &str,
) -> Result<()> {
    let alerts = format!("/api/projects/{key}/alerts");
    let phone = wired.get(&alerts)?;
    let phone = phone["destinations"].as_array().into_iter().flatten().find(|one| one["kind"] == "ntfy");
    let phone = phone.and_then(|one| one["id"].as_str()).context("no phone")?.to_owned();
    let tried = wired.change("POST", &format!("{alerts}/test/{phone}"), &json!({}))?;
    ensure!(tried.status == 202, "{tried:?}");
    wired.ring("PROJECT", key)?;
    wired.ring("OUTBOX", key)?;
    ensure!(receiver.received().len() == 6, "{:?}", receiver.received());
    let url = "https://hooks.example/services/T0/B0/x";
    let changed = wired.change("PUT", &format!("{alerts}/destinations/{chat_id}"), &chat(url))?;
    ensure!(changed.status == 200, "{changed:?}");
    Ok(())
}
