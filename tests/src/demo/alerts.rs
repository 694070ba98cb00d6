//! The alerts of the demo: rules and destinations as a shop has them. Nobody is reached.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::collector::wired::WiredCollector;

/// Makes destinations and rules; gives the id of one of each.
pub(super) fn make(wired: &WiredCollector, key: &str) -> Result<(String, String)> {
    let made = |what: &str, fields: &Value| -> Result<String> {
        let answer = wired.change("POST", &format!("/api/projects/{key}/alerts/{what}"), fields)?;
        Ok(answer.json()["id"].as_str().with_context(|| format!("no {what}: {answer:?}"))?.to_owned())
    };
    let chat =
        json!({ "name": "#shop-errors", "kind": "slack", "url": "https://hooks.example/services/T0/B0/x" });
    let chat = made("destinations", &chat)?;
    let phone = json!({ "name": "On call", "kind": "ntfy", "url": "https://ntfy.example", "to": "shop", "title_only": true });
    let phone = made("destinations", &phone)?;
    let rules = [
        json!({ "name": "New issues", "trigger": { "on": "new_issue" }, "destinations": [chat], "is_on": false }),
        json!({ "name": "Carts", "trigger": { "on": "sessions", "sessions": 500, "hours": 1 }, "destinations": [chat, phone],
            "filter": { "title": "*cart*", "environments": ["production"] } }),
        json!({ "name": "Nothing arrives", "trigger": { "on": "silence", "hours": 24 }, "destinations": [phone],
            "schedule": { "quiet": { "from": 1_320, "to": 420 } } }),
    ];
    let mut last = String::new();
    for rule in rules {
        last = made("rules", &rule)?;
    }
    Ok((chat, last))
}
