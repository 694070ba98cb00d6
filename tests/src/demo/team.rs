//! What the demo's team did: who came, whose an issue is, what sleeps, and what was said.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::{
    collector::wired::WiredCollector,
    http::percent_encoded,
    people::{FORM, invite, join, origin},
};

/// What a colleague wrote.
const COMMENT: &str = "It is the **new address form**: `amount` is not there until the basket is read.

- 4.2.1 reads it later than 4.2.0
- [the change](https://git.example/shop/pull/814) is under review";

/// Works on an issue, and has another one sleep; gives the id of a member who came, and the path of an
/// invitation that waits.
pub(super) fn work(wired: &WiredCollector, key: &str, issue: &str, asleep: &str) -> Result<(String, String)> {
    let role = json!({ key: "member" });
    let ada = join(wired, "Ada", &Value::Null, &role)?;
    let (_, invitation) = invite(wired, "Grace", &Value::Null, &role)?;
    let own = origin(wired);
    let change = |method: &str, path: &str, body: &Value| -> Result<()> {
        let answer = wired.change(method, path, body)?;
        ensure!((200..300).contains(&answer.status), "{path}: {answer:?}");
        Ok(())
    };
    let home = format!("/projects/{key}/issues/{issue}");
    change("POST", &format!("/api{home}/assign"), &json!({ "to": ada.id }))?;
    change("POST", &format!("/api{home}/comments"), &json!({ "text": "Who looks at this?" }))?;
    let headers = [("cookie", &*ada.cookie), ("origin", &*own), FORM];
    let form = format!("text={}", percent_encoded(COMMENT));
    let sent = wired.request("POST", &format!("{home}/comments"), &headers, form.as_bytes())?;
    ensure!(sent.status == 303, "{sent:?}");
    let asleep = format!("/api/projects/{key}/issues/{asleep}");
    change("PATCH", &asleep, &json!({ "status": "snoozed", "snooze_release": true }))?;
    Ok((ada.id, invitation))
}
