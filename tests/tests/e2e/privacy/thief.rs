//! A thief takes the folder, today or tomorrow: no two rows of different tables, issues or projects
//! have a value in common, on any page of the databases, free ones and the log included.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::wired::{Salt, WiredCollector, sender},
    inspect::{
        search::{holding, values},
        usage::counted_usage,
    },
    wait::eventually,
};
use serde_json::json;

/// Noon of a day in the future, so that no alarm rings by itself.
const NOON: i64 = 1_893_499_200_000;
const DAY: i64 = 86_400_000;
const VISITORS: u32 = 40;
/// Bytes of what a table has of a visitor.
const HASH_BYTES: usize = 16;

/// Each visitor meets three issues of both projects, in one batch, and uses a feature.
fn visits(wired: &WiredCollector, keys: &[String]) -> Result<()> {
    for key in keys {
        let on = json!({ "usage": true, "usage_list": ["export format=pdf"] });
        ensure!(wired.change("PATCH", &format!("/api/projects/{key}"), &on)?.status == 200);
    }
    for visitor in 0..VISITORS {
        for key in keys {
            let event = |name: &str| json!({ "type": 1, "name": name, "message": "m" });
            let events = ["AError", "BError", "CError"].map(event);
            let id = format!("{:016x}", u64::from(visitor) + 0x5a5a_0000_0000);
            let batch = json!({ "id": id, "events": events }).to_string();
            let agent = format!("visitor {visitor}");
            let sent =
                wired.request("POST", &format!("/v1/{key}/batch"), &sender(&agent), batch.as_bytes())?;
            ensure!(sent.status == 200, "{sent:?}");
            let uses = json!({ "uses": [{ "name": "export", "values": { "format": "pdf" } }] }).to_string();
            let used =
                wired.request("POST", &format!("/v1/{key}/usage"), &sender(&agent), uses.as_bytes())?;
            ensure!(used.status == 200, "{used:?}");
        }
    }
    Ok(())
}

#[test]
fn privacy_no_two_rows_have_a_value_in_common() -> Result<()> {
    let mut wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": NOON }))?;
    let keys = [wired.project()?, wired.project()?];
    visits(&wired, &keys)?;
    // A use is answered before it is counted.
    eventually("every use", || {
        let names = counted_usage(&wired.data("objects"))?.get("n///export").copied();
        Ok((names == Some(2 * i64::from(VISITORS))).then_some(()))
    })?;
    let objects = wired.data("objects");
    // The random id of a batch is nowhere.
    ensure!(holding(&objects, &(0x5a5a_0000_0000_u64 + 7).to_be_bytes())? == 0, "a batch's number is kept");

    wired.stop()?;
    let mut seen: BTreeMap<Vec<u8>, u32> = BTreeMap::new();
    let all = values(&objects.join("corncrake-project"))?;
    for value in all.into_iter().filter(|value| value.len() == HASH_BYTES && !value.is_ascii()) {
        *seen.entry(value).or_default() += 1;
    }
    // A session, three issues, a batch and three of usage of each visitor of each project.
    ensure!(seen.len() >= 8 * 2 * VISITORS as usize, "only {} hashes", seen.len());
    ensure!(seen.values().all(|count| *count == 1), "a value is in two rows");

    // Tomorrow their remains in free space join nothing: each value is in one place at most.
    wired.kill_and_restart()?;
    wired.doors(&json!({ "now": NOON + DAY }))?;
    for key in &keys {
        wired.ring("PROJECT", key)?;
    }
    wired.stop()?;
    let left = values(&objects.join("corncrake-project"))?;
    ensure!(!left.iter().any(|value| seen.contains_key(value)), "a hash of a past day is in a table");
    for hash in seen.keys().take(40) {
        ensure!(holding(&objects, hash)? <= 1, "what is left of a hash is in two files");
    }
    Ok(())
}

#[test]
fn privacy_a_reader_sees_minutes_today_hours_tomorrow_and_no_object() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let happened = NOON + 34 * 60_000 + 56_789;
    wired.doors(&json!({ "now": NOON - DAY }))?;
    let key = wired.project()?;
    let spread = wired.change("PATCH", &format!("/api/projects/{key}"), &json!({ "objects": 8 }))?;
    ensure!(spread.status == 200, "{spread:?}");
    wired.doors(&json!({ "now": happened }))?;
    visits(&wired, std::slice::from_ref(&key))?;
    let events = |step: i64| -> Result<Vec<String>> {
        let list = wired.get(&format!("/api/projects/{key}/events?limit=100"))?;
        let all = list["events"].as_array().context("no events")?;
        ensure!(all.len() > 90, "{} events", all.len());
        for event in all {
            let at = event["at"].as_str().context("no time")?;
            let at = corncrake_core::time::UnixMillis::parse(at).context("a bad time")?;
            ensure!(at.0 == happened - happened % step, "{at:?}");
        }
        Ok(all.iter().map(|event| event["id"].to_string()).collect())
    };
    let names = events(60_000)?;
    // Neither a number nor an object: all as long, and none the number of another.
    ensure!(names.iter().all(|name| name.len() == 2 + 17 && name.starts_with("\"e")), "{names:?}");
    let issues = wired.get(&format!("/api/projects/{key}/issues?limit=9"))?;
    for issue in issues["issues"].as_array().context("no issues")? {
        for time in ["first_seen", "last_seen"] {
            ensure!(issue[time].as_str().is_some_and(|at| at.ends_with(":34:00Z")), "{issue}");
        }
    }
    // Before any turn of the night: the answer is coarse by itself.
    wired.doors(&json!({ "now": NOON + DAY }))?;
    let tomorrow = events(3_600_000)?;
    ensure!(tomorrow.len() == names.len());
    Ok(())
}

#[test]
fn privacy_countries_are_published_once_the_day_is_over_and_never_drawn_again() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": NOON }))?;
    let key = wired.project()?;
    for visitor in 0..60 {
        let agent = format!("visitor {visitor}");
        let country = if visitor < 57 { "DE" } else { "LI" };
        let cf = json!({ "country": country }).to_string();
        let headers = [("origin", "https://shop.example"), ("user-agent", &*agent), ("x-test-cf", &*cf)];
        let ping = wired.request("POST", &format!("/v1/{key}/ping"), &headers, b"")?;
        ensure!(ping.status == 200, "{ping:?}");
    }
    let read = || wired.get(&format!("/api/projects/{key}/countries"));
    ensure!(read()?["countries"] == json!([]), "today is not published: {}", read()?);
    wired.doors(&json!({ "now": NOON + DAY }))?;
    wired.ring("PROJECT", &key)?;
    let first = read()?;
    let all = first["countries"].as_array().context("no countries")?;
    let near = |place: usize, count: u64| {
        all.get(place)
            .and_then(|one| one["sessions"].as_u64())
            .is_some_and(|published| published.abs_diff(count) < 40)
    };
    ensure!(all.len() >= 2 && all[0]["country"] == "DE" && near(0, 57), "{first}");
    ensure!(all.iter().all(|one| one["country"] != "LI"), "three are not named: {first}");
    for hours in [1, 5, 12] {
        wired.doors(&json!({ "now": NOON + DAY + hours * 3_600_000 }))?;
        wired.ring("PROJECT", &key)?;
        ensure!(read()? == first, "it was drawn again");
    }
    Ok(())
}
