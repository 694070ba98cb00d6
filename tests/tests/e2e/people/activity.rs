//! The activity of an issue says what happened to it, in the order of time: by the API and on its page.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::wired::{Salt, WiredCollector, sender},
    people::{admin_cookie, join},
};
use serde_json::{Value, json};

/// A time in the future, so that no alarm rings by itself: the noon of 1 January 2030.
const NOON: i64 = 1_893_456_000_000 + 43_200_000;
const MINUTE: i64 = 60_000;

#[test]
fn an_issue_tells_when_it_was_seen_resolved_regressed_merged_and_assigned() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": NOON }))?;
    let key = wired.project()?;
    let event = |name: &str, release: &str| -> Result<()> {
        let body = json!({ "type": 1, "name": name, "message": "m", "release": release }).to_string();
        let sent = wired.request("POST", &format!("/v1/{key}/event"), &sender("visitor"), body.as_bytes())?;
        ensure!(sent.status == 200, "{sent:?}");
        Ok(())
    };
    event("CartError", "1.0")?;
    event("BasketError", "1.0")?;
    let id = |name: &str| -> Result<String> {
        let found = wired.get(&format!("/api/projects/{key}/issues?query={name}"))?;
        Ok(found["issues"][0]["id"].as_str().with_context(|| format!("no {name}: {found}"))?.to_owned())
    };
    let (cart, basket) = (id("CartError")?, id("BasketError")?);
    let home = format!("/api/projects/{key}/issues/{cart}");
    let ann = join(&wired, "Ann", &Value::Null, &json!({ &key: "member" }))?;
    let at = |minutes: i64| wired.doors(&json!({ "now": NOON + minutes * MINUTE }));
    let change = |method: &str, path: &str, body: &Value| -> Result<()> {
        let answer = wired.change(method, path, body)?;
        ensure!(answer.status == 200, "{path} {body}: {answer:?}");
        Ok(())
    };
    at(1)?;
    change("POST", &format!("{home}/assign"), &json!({ "to": ann.id }))?;
    at(2)?;
    change("PATCH", &home, &json!({ "status": "resolved", "fixed_in": "1.1" }))?;
    at(3)?;
    event("CartError", "1.2")?;
    at(4)?;
    change("POST", &format!("/api/projects/{key}/issues/{basket}/merge"), &json!({ "into": cart }))?;

    let all = wired.get(&format!("{home}/activity"))?;
    let all = all["activity"].as_array().context("no activity")?;
    let of_cart = all.iter().rev().filter(|one| one["issue"] == cart.as_str());
    let told: Vec<(&str, &str)> = of_cart
        .map(|one| (one["kind"].as_str().unwrap_or_default(), one["detail"].as_str().unwrap_or_default()))
        .collect();
    let expected = [("assigned", &*ann.id), ("resolved", "1.1"), ("regressed", "1.2"), ("merged", &*basket)];
    ensure!(told == expected, "{told:?}");
    let merged = all.iter().find(|one| one["issue"] == basket.as_str()).context("nothing of the other")?;
    ensure!(merged["kind"] == "merged_into" && merged["detail"] == cart.as_str(), "{merged}");
    let who = |kind: &str| all.iter().find(|one| one["kind"] == kind).map(|one| one["by"].clone());
    ensure!(who("resolved") == Some(json!("the admin token")) && who("regressed") == Some(Value::Null));

    let cookie = admin_cookie(&wired)?;
    let path = format!("/projects/{key}/issues/{cart}");
    let page = wired.request("GET", &path, &[("cookie", &cookie)], b"")?.body;
    let page = page.split("Activity").last().context("no activity")?;
    let mut rest = page;
    for part in [
        "First seen",
        "assigned it to Ann",
        "resolved it in release 1.1",
        "It came back after it was resolved, in release 1.2",
        "merged into it",
    ] {
        let (_, after) =
            rest.split_once(part).with_context(|| format!("{part} does not come next: {page}"))?;
        rest = after;
    }
    Ok(())
}
