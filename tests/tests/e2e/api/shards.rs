//! A project that is spread over several objects: its numbers are those of one, whatever is
//! changed and whenever, and nobody is counted twice.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::wired::{self, Salt, WiredCollector},
    inspect::search,
};
use serde_json::{Value, json};

/// The first millisecond of a day in the future, so that no alarm rings by itself.
const FIRST: i64 = 1_893_456_000_000;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// The numbers of a project: issues over all pages, sessions by day, outcomes.
struct ProjectNumbers {
    issues: Vec<(String, u64, u64)>,
    sessions: Vec<u64>,
    /// Events that were counted, whether or not they were kept: each object has its own sample.
    counted: u64,
}

fn project_numbers(wired: &WiredCollector, key: &str) -> Result<ProjectNumbers> {
    let (mut issues, mut after, mut seen) = (Vec::new(), String::new(), Vec::new());
    for _ in 0..100 {
        let page = wired.get(&format!("/api/projects/{key}/issues?limit=7{after}"))?;
        for issue in page["issues"].as_array().context("no issues")? {
            let count = |name: &str| issue[name].as_u64().unwrap_or_default();
            issues.push((issue["title"].to_string(), count("events"), count("sessions")));
            seen.push(issue["last_seen"].to_string());
        }
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    ensure!(seen.is_sorted_by(|a, b| a >= b), "newest first: {seen:?}");
    let outcomes = wired.get(&format!("/api/projects/{key}/outcomes?interval=day"))?;
    let hours = outcomes["series"].as_array().context("no outcomes")?;
    let sum = |name: &str| hours.iter().filter_map(|hour| hour[name].as_u64()).sum::<u64>();
    Ok(ProjectNumbers { issues, sessions: wired.sessions(key)?, counted: sum("stored") + sum("sampled") })
}

/// Twenty visitors, each with the error of all and one of every third.
fn visits(wired: &WiredCollector, key: &str) -> Result<()> {
    for visitor in 0..20 {
        let user_agent = format!("visitor {visitor}");
        let letter = |n: u8| char::from(b'A' + n % 26);
        for name in ["Common".to_owned(), format!("Rare{}", letter(visitor / 3)), "Common".to_owned()] {
            let answer = wired.event(key, &user_agent, &format!("{name}Error"))?;
            ensure!(answer.status == 200, "{answer:?}");
        }
    }
    Ok(())
}

fn objects(wired: &WiredCollector, key: &str, objects: u64) -> Result<Value> {
    let answer = wired.change("PATCH", &format!("/api/projects/{key}"), &json!({ "objects": objects }))?;
    ensure!(answer.status == 200, "{answer:?}");
    Ok(answer.json())
}

#[test]
fn numbers_are_those_of_one_object_whenever_it_is_changed() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": FIRST + HOUR }))?;
    let (one, many) = (wired.project()?, wired.project()?);
    let both = |step: &str| -> Result<ProjectNumbers> {
        for key in [&one, &many] {
            visits(&wired, key)?;
        }
        let (expected, found) = (project_numbers(&wired, &one)?, project_numbers(&wired, &many)?);
        let all = |numbers: &ProjectNumbers| numbers.issues.iter().cloned().collect::<BTreeSet<_>>();
        ensure!(all(&expected) == all(&found), "{step}: {:?} {:?}", expected.issues, found.issues);
        ensure!(found.issues.len() == all(&found).len(), "{step}: an issue twice: {:?}", found.issues);
        ensure!(expected.sessions == found.sessions, "{step}: {:?} {:?}", expected.sessions, found.sessions);
        ensure!(expected.counted == found.counted, "{step}: {} {}", expected.counted, found.counted);
        Ok(found)
    };
    both("before")?;
    ensure!(objects(&wired, &many, 4)?["objects"] == 4);
    let same_day = both("on the day of the change")?;
    ensure!(same_day.sessions == [20], "nobody is counted twice: {:?}", same_day.sessions);
    wired.doors(&json!({ "now": FIRST + DAY }))?;
    let next_day = both("on the next day")?;
    ensure!(next_day.sessions == [20, 20], "{:?}", next_day.sessions);
    objects(&wired, &many, 2)?;
    wired.doors(&json!({ "now": FIRST + 2 * DAY }))?;
    both("with fewer")?;
    // Each of its objects has an event of everybody's error; the other project has one object.
    let holding = search::holding(&wired.data("objects"), b"CommonError")?;
    ensure!(holding >= 5, "only {holding} files have it");
    Ok(())
}

/// The status and events of the issue of everybody's error.
fn common(wired: &WiredCollector, key: &str) -> Result<(String, Value)> {
    let list = wired.get(&format!("/api/projects/{key}/issues?query=CommonError"))?;
    let issue = list["issues"][0].clone();
    Ok((issue["id"].as_str().context("no such issue")?.to_owned(), issue))
}

#[test]
fn what_is_decided_holds_in_every_object_and_in_those_that_come() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": FIRST + HOUR }))?;
    let key = wired.project()?;
    visits(&wired, &key)?;
    let (id, _) = common(&wired, &key)?;
    let decide = |status: &str| {
        wired.change("PATCH", &format!("/api/projects/{key}/issues/{id}"), &json!({ "status": status }))
    };
    ensure!(decide("ignored")?.status == 200);
    objects(&wired, &key, 4)?;
    wired.doors(&json!({ "now": FIRST + DAY }))?;
    visits(&wired, &key)?;
    let (_, issue) = common(&wired, &key)?;
    ensure!(issue["status"] == "ignored" && issue["events"] == 80, "{issue}");

    ensure!(decide("resolved")?.status == 200);
    ensure!(common(&wired, &key)?.1["status"] == "resolved");
    let later = json!({ "type": 1, "name": "CommonError", "message": "m", "release": "2.0" }).to_string();
    let path = format!("/v1/{key}/event");
    let sent = wired.request("POST", &path, &wired::sender("visitor 3"), later.as_bytes())?;
    ensure!(sent.status == 200, "{sent:?}");
    let (_, issue) = common(&wired, &key)?;
    ensure!(issue["status"] == "open", "it came back in one object, and so in all: {issue}");
    Ok(())
}

#[test]
fn deleting_it_destroys_every_object() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": FIRST }))?;
    let key = wired.project()?;
    objects(&wired, &key, 3)?;
    wired.doors(&json!({ "now": FIRST + DAY }))?;
    visits(&wired, &key)?;
    let holding = || search::holding(&wired.data("objects"), b"CommonError");
    ensure!(holding()? >= 3, "only {} files have it", holding()?);
    ensure!(wired.change("DELETE", &format!("/api/projects/{key}"), &json!({}))?.status == 204);
    ensure!(holding()? == 0, "something of it is still on disk");
    Ok(())
}

#[test]
fn a_number_that_makes_no_sense_is_refused() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let key = wired.project()?;
    for bad in [json!(0), json!(65), json!(-1), json!("two"), json!(1.5)] {
        let answer = wired.change("PATCH", &format!("/api/projects/{key}"), &json!({ "objects": bad }))?;
        ensure!(answer.status == 422 && answer.body.contains("objects"), "{bad}: {answer:?}");
    }
    Ok(())
}
