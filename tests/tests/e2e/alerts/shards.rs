//! A project of several objects is told of once: what one object knows already is not new to another,
//! and what comes back in all of them comes back once.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    alerts::{AlertReceiver, AlertingCollector},
    inspect::search,
};
use serde_json::json;

/// Noon of a day in the future, so that no alarm rings by itself.
const NOON: i64 = 1_893_456_000_000 + 43_200_000;
const DAY: i64 = 86_400_000;
const OBJECTS: u16 = 4;
/// So many that none of the objects is left out, but for one case of a hundred thousand.
const VISITORS: u16 = 48;

/// Rings every object of the project, the later ones first, and then the outbox.
fn ring_all(collector: &AlertingCollector) -> Result<()> {
    for number in (1..OBJECTS).rev() {
        collector.wired.ring("PROJECT", &format!("{}/{number}", collector.key))?;
    }
    collector.wired.ring("PROJECT", &collector.key)?;
    collector.wired.ring("OUTBOX", &collector.key)
}

/// Events of an error by many visitors, who are spread over all objects.
fn spread(collector: &AlertingCollector, name: &str) -> Result<()> {
    (0..VISITORS).try_for_each(|visitor| collector.event(&format!("visitor {visitor}"), name))
}

fn report(collector: &AlertingCollector, visitor: u16) -> Result<()> {
    let report = json!([{ "type": "deprecation", "age": 1, "url": "https://shop.example/", "user_agent": "x",
        "body": { "id": "WebSQL", "message": "WebSQL is deprecated" } }]);
    let agent = format!("visitor {visitor}");
    let headers = [
        ("content-type", "application/reports+json"),
        ("origin", "https://shop.example"),
        ("user-agent", &*agent),
    ];
    let path = format!("/v1/{}/report", collector.key);
    collector.wired.request("POST", &path, &headers, report.to_string().as_bytes()).map(drop)
}

/// How often each thing was told.
fn titles(receiver: &AlertReceiver) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    for one in receiver.received() {
        let body = one.json();
        let title = body["data"]["title"].as_str().unwrap_or_default().to_owned();
        *all.entry(title).or_default() += 1;
    }
    all
}

#[test]
fn an_issue_of_another_object_raises_no_alert_and_a_new_one_raises_one() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let collector = AlertingCollector::start(&[receiver.port])?;
    collector.wired.doors(&json!({ "now": NOON }))?;
    // Known before there was a rule: the outbox never heard of these.
    collector.event("visitor 0", "EarlierError")?;
    report(&collector, 0)?;
    let hook = collector.webhook(&receiver, "shards")?;
    for trigger in ["new_issue", "new_report", "regression"] {
        collector.rule(&json!({ "on": trigger }), &[&hook], &json!({ "per_hour": 1_000 }))?;
    }
    collector.event("visitor 0", "OldError")?;
    collector.wired.ring("PROJECT", &collector.key)?;
    collector.wired.ring("OUTBOX", &collector.key)?;
    ensure!(
        titles(&receiver) == BTreeMap::from([("New issue: OldError: m".to_owned(), 1)]),
        "{:?}",
        titles(&receiver)
    );

    let settings = json!({ "objects": OBJECTS });
    let spreads = collector.wired.change("PATCH", &format!("/api/projects/{}", collector.key), &settings)?;
    ensure!(spreads.status == 200, "{spreads:?}");
    // Later than the log of deliveries goes back: what was told is not known by that any more.
    collector.wired.doors(&json!({ "now": NOON + 31 * DAY }))?;
    collector.wired.ring("OUTBOX", &collector.key)?;
    ensure!(collector.deliveries("")?.is_empty(), "{:?}", collector.deliveries("")?);
    for name in ["EarlierError", "OldError", "LaterError"] {
        spread(&collector, name)?;
    }
    (0..VISITORS).try_for_each(|visitor| report(&collector, visitor))?;
    let holding = search::holding(&collector.wired.data("objects"), b"EarlierError")?;
    ensure!(holding >= usize::from(OBJECTS), "its events came to {holding} databases alone");
    ring_all(&collector)?;
    ring_all(&collector)?;
    let mut expected = BTreeMap::from([("New issue: OldError: m".to_owned(), 1)]);
    expected.insert("New issue: LaterError: m".to_owned(), 1);
    ensure!(titles(&receiver) == expected, "{:?}", titles(&receiver));

    // What is resolved comes back in each of them, and that is told once, too.
    let found = collector.wired.get(&format!("/api/projects/{}/issues?query=LaterError", collector.key))?;
    let id = found["issues"][0]["id"].as_str().context("no issue")?;
    let issue = format!("/api/projects/{}/issues/{id}", collector.key);
    ensure!(collector.wired.change("PATCH", &issue, &json!({ "status": "resolved" }))?.status == 200);
    collector.wired.doors(&json!({ "now": NOON + 31 * DAY + 60_000 }))?;
    collector.event("visitor 0", "LaterError")?;
    ring_all(&collector)?;
    // In the other objects it comes back after the log forgot that it was told.
    collector.wired.doors(&json!({ "now": NOON + 63 * DAY }))?;
    collector.wired.ring("OUTBOX", &collector.key)?;
    spread(&collector, "LaterError")?;
    ring_all(&collector)?;
    expected.insert("Regression: LaterError: m".to_owned(), 1);
    ensure!(titles(&receiver) == expected, "{:?}", titles(&receiver));
    Ok(())
}
