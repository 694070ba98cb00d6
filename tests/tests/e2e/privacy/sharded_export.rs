//! Attack B1, by the export: a project's shards hold each visitor's events of a day together, and a reader
//! of the export must not see which events one shard had.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use corncrake_tests::collector::{
    TOKEN,
    wired::{Salt, WiredCollector, sender},
};
use serde_json::{Value, json};

/// Noon of a day in the future, so that no alarm rings by itself.
const NOON: i64 = 1_893_499_200_000;
const DAY: i64 = 86_400_000;
const VISITORS: usize = 12;
const ISSUES: [&str; 3] = ["AError", "BError", "CError"];
/// Of twelve places of two random orders, one is the same on average; eight or more in one case of a
/// hundred thousand.
const BY_CHANCE: usize = 7;

/// What an export says of each issue's events, in its order: their times, and the visitor, which stands
/// in `meta` for the test alone.
fn sequences(wired: &WiredCollector, key: &str) -> Result<BTreeMap<String, Vec<(String, String)>>> {
    let headers = [("authorization", &*format!("Bearer {TOKEN}"))];
    let file = wired.request("GET", &format!("/api/projects/{key}/export"), &headers, b"")?.body;
    let mut of_issues: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let mut objects = Vec::new();
    for line in file.lines() {
        let line: Value = serde_json::from_str(line)?;
        objects.extend(line["object"]["number"].as_u64());
        if let Some(event) = line.get("event") {
            let text = |value: &Value| value.as_str().map(str::to_owned).context("no text");
            let events = of_issues.entry(text(&event["issue"])?).or_default();
            events.push((text(&event["at"])?, text(&event["meta"]["truth"])?));
            ensure!(event["number"] == events.len(), "a number has a gap: {event}");
        }
    }
    ensure!(objects == [0], "objects {objects:?}");
    Ok(of_issues)
}

#[test]
fn a_sharded_export_is_one_sequence_by_issue_and_time() -> Result<()> {
    for objects in [8, 64] {
        let wired = WiredCollector::start(Salt::Memory)?;
        wired.doors(&json!({ "now": NOON - DAY }))?;
        let key = wired.project()?;
        let settings = json!({ "objects": objects });
        let spread = wired.change("PATCH", &format!("/api/projects/{key}"), &settings)?;
        ensure!(spread.status == 200, "{spread:?}");
        wired.doors(&json!({ "now": NOON }))?;
        for name in ISSUES {
            for visitor in 0..VISITORS {
                let truth = json!({ "truth": format!("v{visitor}") });
                let body = json!({ "type": 1, "name": name, "message": "m", "meta": truth }).to_string();
                let agent = format!("visitor {visitor}");
                let sent =
                    wired.request("POST", &format!("/v1/{key}/event"), &sender(&agent), body.as_bytes())?;
                ensure!(sent.status == 200, "{sent:?}");
            }
        }
        let of_issues = sequences(&wired, &key)?;
        ensure!(of_issues.len() == ISSUES.len());
        for events in of_issues.values() {
            ensure!(events.len() == VISITORS);
            ensure!(events.is_sorted_by_key(|(at, _)| at.clone()), "they are not in the order of times");
        }
        let all: Vec<_> = of_issues.values().collect();
        for (place, one) in all.iter().enumerate() {
            for other in &all[place + 1..] {
                let same = one.iter().zip(other.iter()).filter(|(a, b)| a.1 == b.1).count();
                println!("{objects} objects: {same} of {VISITORS} places have the same visitor");
                ensure!(same <= BY_CHANCE, "two issues have their visitors in one order");
            }
        }
    }
    Ok(())
}
