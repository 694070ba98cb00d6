//! The next ping of a session that is counted today reaches no object, and nothing that is counted is lost
//! by that: not at midnight, after an erasure, with another release, or with Global Privacy Control.

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::wired::{Salt, WiredCollector, sender},
    wait::eventually,
};
use serde_json::{Value, json};

/// The first millisecond of a day in the future, so that no alarm rings by itself.
const FIRST: i64 = 1_893_456_000_000;
const DAY: i64 = 86_400_000;
const MINUTE: i64 = 60_000;
/// More writes than a test asks for.
const MANY: u64 = 1_000;
/// A release that nothing else has in its name.
const RELEASE: &str = "pelican-release-7";

fn ping_with(wired: &WiredCollector, key: &str, visitor: &str, labels: &str, gpc: bool) -> Result<()> {
    let mut headers = sender(visitor).to_vec();
    headers.extend(gpc.then_some(("sec-gpc", "1")));
    let answer = wired.request("POST", &format!("/v1/{key}/ping"), &headers, labels.as_bytes())?;
    ensure!(answer.status == 200 && answer.body == "ok", "{answer:?}");
    Ok(())
}

fn ping(wired: &WiredCollector, key: &str, visitor: &str, release: &str) -> Result<()> {
    ping_with(wired, key, visitor, &format!("{release},production,"), false)
}

fn visits(wired: &WiredCollector, key: &str) -> Result<Value> {
    wired.get(&format!("/api/projects/{key}/visits"))
}

/// Waits until so many visits are counted: a ping is answered before it is counted.
fn wait_for_visits(wired: &WiredCollector, key: &str, wanted: u64) -> Result<Value> {
    eventually("the visits", || Ok(Some(visits(wired, key)?).filter(|all| all["all"]["visits"] == wanted)))
}

/// Sends pings and an event behind them; gives how often an object was asked to write.
fn writes_of(wired: &WiredCollector, key: &str, visitor: &str) -> Result<u64> {
    wired.doors(&json!({ "hold": "/Write", "passes": MANY }))?;
    for _ in 0..20 {
        ping(wired, key, visitor, RELEASE)?;
    }
    ensure!(wired.event(key, visitor, "AnError")?.status == 200);
    let left = wired.doors(&json!({}))?["passes"].as_u64().unwrap_or_default();
    Ok(MANY - left)
}

#[test]
fn a_counted_session_asks_its_object_once_a_minute() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": FIRST }))?;
    let key = wired.project()?;
    ping(&wired, &key, "walker-one", RELEASE)?;
    wait_for_visits(&wired, &key, 1)?;
    // A ping is answered before the object's answer says that it was counted.
    eventually("twenty pings that reach no object", || {
        Ok((writes_of(&wired, &key, "walker-one")? == 1).then_some(()))
    })?;

    // Alerts of silence need to know that the site lives.
    wired.doors(&json!({ "now": FIRST + MINUTE, "hold": "/Write", "passes": 0, "held": false }))?;
    ping(&wired, &key, "walker-one", RELEASE)?;
    eventually("a sign of life", || Ok((wired.doors(&json!({}))?["held"] == true).then_some(())))?;
    Ok(())
}

#[test]
fn each_day_and_each_release_counts_a_known_session_once_in_one_object_and_in_several() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    for (start, objects) in [(FIRST, 1), (FIRST + 10 * DAY, 3)] {
        wired.doors(&json!({ "now": start }))?;
        let key = wired.project()?;
        let change = json!({ "objects": objects });
        ensure!(wired.change("PATCH", &format!("/api/projects/{key}"), &change)?.status == 200);
        // More objects take its events from the next day on.
        for (day, counted) in [(1, 5), (2, 10)] {
            let now = start + day * DAY;
            wired.doors(&json!({ "now": now }))?;
            for _ in 0..3 {
                for visitor in 0..5 {
                    ping(&wired, &key, &format!("walker-{visitor}"), RELEASE)?;
                }
                wait_for_visits(&wired, &key, counted)?;
            }
        }
        // In the last millisecond of a day, and in the first of the next.
        wired.doors(&json!({ "now": start + 3 * DAY - 1 }))?;
        ping(&wired, &key, "walker-0", RELEASE)?;
        wired.doors(&json!({ "now": start + 3 * DAY }))?;
        ping(&wired, &key, "walker-0", RELEASE)?;
        wait_for_visits(&wired, &key, 11)?;
        // A deploy while they are here.
        ping(&wired, &key, "walker-0", "pelican-release-8")?;
        let all = eventually("the visit of the other release", || {
            let all = visits(&wired, &key)?;
            Ok(Some(all).filter(|all| all.to_string().contains("pelican-release-8")))
        })?;
        let of = |release: &str| -> u64 {
            let releases = all["releases"].as_array().map(Vec::as_slice).unwrap_or_default();
            let own = releases.iter().filter(|one| one["release"] == release);
            own.filter_map(|one| one["visits"].as_u64()).sum()
        };
        ensure!(all["all"]["visits"] == 11, "{all}");
        ensure!((of(RELEASE), of("pelican-release-8")) == (11, 1), "{all}");
    }
    Ok(())
}

#[test]
fn privacy_control_counts_nothing_whichever_ping_came_first() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": FIRST }))?;
    let key = wired.project()?;
    let labels = format!("{RELEASE},production,");
    for _ in 0..3 {
        ping_with(&wired, &key, "private-first", &labels, true)?;
    }
    ping(&wired, &key, "private-later", RELEASE)?;
    wait_for_visits(&wired, &key, 1)?;
    ping_with(&wired, &key, "private-later", &labels, true)?;
    // What a private ping was known by makes no other one known.
    ping(&wired, &key, "private-first", RELEASE)?;
    wait_for_visits(&wired, &key, 2)?;
    Ok(())
}

#[test]
fn an_erasure_leaves_a_known_visit_counted_once_and_a_deleted_project_refuses_it() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": FIRST }))?;
    let (key, other) = (wired.project()?, wired.project()?);
    for key in [&key, &other] {
        ping(&wired, key, "walker-one", RELEASE)?;
        wait_for_visits(&wired, key, 1)?;
    }
    let path = format!("/api/projects/{key}/erase");
    let found = wired.change("POST", &path, &json!({ "query": RELEASE }))?.json();
    let confirm = json!({ "query": RELEASE, "confirm": found["confirm"] });
    let erased = wired.change("POST", &path, &confirm)?;
    ensure!(erased.status == 200, "{erased:?}");
    // Both where it reaches no object, and where it does.
    for minutes in 0..3 {
        wired.doors(&json!({ "now": FIRST + minutes * MINUTE }))?;
        ping(&wired, &key, "walker-one", RELEASE)?;
        ping(&wired, &key, &format!("walker of {minutes}"), "another-release")?;
        let all = wait_for_visits(&wired, &key, 2 + minutes as u64)?;
        ensure!(!all.to_string().contains(RELEASE), "the name of the release came back: {all}");
    }

    let bearer = format!("Bearer {}", corncrake_tests::collector::TOKEN);
    let headers = [("authorization", bearer.as_str())];
    let deleted = wired.request("DELETE", &format!("/api/projects/{key}"), &headers, b"")?;
    ensure!(deleted.status == 204, "{deleted:?}");
    let refused = wired.request("POST", &format!("/v1/{key}/ping"), &sender("walker-one"), b"")?;
    ensure!(refused.status == 410, "{refused:?}");
    ping(&wired, &other, "walker-one", RELEASE)?;
    wait_for_visits(&wired, &other, 1)?;
    Ok(())
}
