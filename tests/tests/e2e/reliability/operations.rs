//! Operations that take several turns or objects are killed at every step: afterwards all of one
//! was done, or nothing.

use anyhow::{Context, Result, ensure};
use corncrake_tests::collector::wired::{self, Salt, WiredCollector};
use serde_json::{Value, json};

/// The first millisecond of a day in the future, so that no alarm rings by itself.
const FIRST: i64 = 1_893_456_000_000;
const DAY: i64 = 86_400_000;
const OBJECTS: u64 = 3;
/// Where an operation can be held, and how often it comes by there at least.
const PLACES: [(&str, usize); 8] = [
    ("/ReserveOperation done", 1),
    ("/PrepareOperation", 3),
    ("/PrepareOperation done", 3),
    ("/CommitOperation", 1),
    ("/CommitOperation done", 1),
    ("/RunOperation", 3),
    ("/RunOperation done", 3),
    ("/ListForOperation done", 1),
];

/// A project of several objects, each of which knows the same issues.
fn project(wired: &WiredCollector) -> Result<String> {
    let key = wired.project()?;
    let change = wired.change("PATCH", &format!("/api/projects/{key}"), &json!({ "objects": OBJECTS }))?;
    ensure!(change.status == 200, "{change:?}");
    Ok(key)
}

fn visits(wired: &WiredCollector, key: &str) -> Result<()> {
    for visitor in 0..12 {
        let event = |name: &str, release: &str| json!({ "type": 1, "name": name, "message": "m", "release": release, "meta": { "by": name } });
        let events = [event("AError", "of Anna"), event("BError", "1.0"), event("CError", "1.0")];
        let body = json!({ "events": events }).to_string();
        let agent = format!("visitor {visitor}");
        let path = format!("/v1/{key}/batch");
        let sent = wired.request("POST", &path, &wired::sender(&agent), body.as_bytes())?;
        ensure!(sent.status == 200, "{sent:?}");
    }
    Ok(())
}

/// All that the API answers about the project.
fn snapshot(wired: &WiredCollector, key: &str) -> Result<String> {
    let mut all = Vec::new();
    for path in ["issues?status=any&limit=100", "breakdown", "outcomes?interval=day", "releases"] {
        all.push(wired.get(&format!("/api/projects/{key}/{path}"))?);
    }
    for issue in all[0]["issues"].clone().as_array().context("no issues")? {
        let id = issue["id"].as_str().context("no id")?;
        for path in ["breakdown", "members", "events?limit=100"] {
            all.push(wired.get(&format!("/api/projects/{key}/issues/{id}/{path}"))?);
        }
    }
    Ok(serde_json::to_string_pretty(&all)?)
}

fn id(wired: &WiredCollector, key: &str, name: &str) -> Result<String> {
    let list = wired.get(&format!("/api/projects/{key}/issues?status=any&query={name}"))?;
    Ok(list["issues"][0]["id"].as_str().with_context(|| format!("no {name}: {list}"))?.to_owned())
}

/// Kills an operation at every step, each time in a project of its own that was made ready, and
/// compares the API's answers with those before it and those after it.
fn whole_or_not_at_all(
    ready: impl Fn(&WiredCollector, &str) -> Result<()>,
    act: impl Fn(&WiredCollector, &str) -> Result<bool> + Sync,
) -> Result<()> {
    let mut wired = WiredCollector::start(Salt::Halves)?;
    let (mut done, mut not_done) = (0, 0);
    let mut day = 0;
    for (place, times) in PLACES {
        for passes in 0..times {
            wired.doors(&json!({ "now": FIRST + day * DAY }))?;
            let key = project(&wired)?;
            day += 1;
            wired.doors(&json!({ "now": FIRST + day * DAY }))?;
            visits(&wired, &key)?;
            ready(&wired, &key)?;
            let before = snapshot(&wired, &key)?;
            let doing = |wired: &WiredCollector| act(wired, &key).unwrap_or(false);
            if !wired.kill_where_held(place, passes, doing)?.was_held {
                continue;
            }
            wired.doors(&json!({ "now": FIRST + day * DAY + 120_000 }))?;
            let after_kill = snapshot(&wired, &key)?;
            let was_done = after_kill != before;
            ensure!(act(&wired, &key)?, "{place} {passes}: it cannot be done again");
            let after = snapshot(&wired, &key)?;
            ensure!(after != before, "{place}: it does nothing");
            ensure!(
                !was_done || after_kill == after,
                "{place} {passes}: half of it was done\nbefore {before}\nkilled {after_kill}\nafter {after}"
            );
            *(if was_done { &mut done } else { &mut not_done }) += 1;
        }
    }
    println!("killed {} times: {done} done, {not_done} not", done + not_done);
    ensure!(done >= 5 && not_done >= 5, "{done} done, {not_done} not");
    Ok(())
}

fn answered(wired: &WiredCollector, path: &str, body: &Value) -> Result<bool> {
    Ok(wired.change("POST", path, body)?.status == 200)
}

#[test]
fn an_erasure_by_text() -> Result<()> {
    whole_or_not_at_all(
        |_, _| Ok(()),
        |wired, key| {
            let path = format!("/api/projects/{key}/erase");
            let found = wired.change("POST", &path, &json!({ "query": "of Anna" }))?.json();
            answered(wired, &path, &json!({ "query": "of Anna", "confirm": found["confirm"] }))
        },
    )
}

#[test]
fn a_split() -> Result<()> {
    whole_or_not_at_all(
        |wired, key| {
            let (a, b) = (id(wired, key, "AError")?, id(wired, key, "BError")?);
            let path = format!("/api/projects/{key}/issues/{a}/merge");
            ensure!(answered(wired, &path, &json!({ "into": b }))?);
            Ok(())
        },
        |wired, key| {
            // By its own id, which a list does not have while it is merged.
            let members =
                wired.get(&format!("/api/projects/{key}/issues/{}/members", id(wired, key, "BError")?))?;
            let Some(member) = members["members"][0]["id"].as_str() else { return Ok(true) };
            answered(wired, &format!("/api/projects/{key}/issues/{member}/split"), &json!({}))
        },
    )
}

#[test]
fn a_deletion_of_what_was_first_seen_in_a_span() -> Result<()> {
    whole_or_not_at_all(
        |_, _| Ok(()),
        |wired, key| {
            let path = format!("/api/projects/{key}/issues/delete");
            let span = json!({ "from": "2030-01-01T00:00:00Z", "to": "2031-01-01T00:00:00Z" });
            let found = wired.change("POST", &path, &json!({ "first_seen": span }))?.json();
            answered(wired, &path, &json!({ "first_seen": span, "confirm": found["confirm"] }))
        },
    )
}

#[test]
fn an_undo_gives_back_what_had_come_back_in_one_object_of_several() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": FIRST }))?;
    let key = project(&wired)?;
    wired.doors(&json!({ "now": FIRST + DAY }))?;
    visits(&wired, &key)?;
    let a = id(&wired, &key, "AError")?;
    let decide = |status: &str| -> Result<Value> {
        let path = format!("/api/projects/{key}/issues");
        Ok(wired.change("POST", &path, &json!({ "ids": [a], "status": status }))?.json())
    };
    let shown = || wired.get(&format!("/api/projects/{key}/issues/{a}")).map(|one| one["issue"].clone());
    for (visitor, status) in (0..6).flat_map(|visitor| ["ignored", "resolved"].map(|to| (visitor, to))) {
        decide("resolved")?;
        let release = format!("2.{visitor} {status}");
        let event = json!({ "type": 1, "name": "AError", "message": "m", "release": release }).to_string();
        let agent = format!("visitor {visitor}");
        let path = format!("/v1/{key}/event");
        let sent = wired.request("POST", &path, &wired::sender(&agent), event.as_bytes())?;
        ensure!(sent.status == 200, "{sent:?}");
        let back = shown()?;
        ensure!(back["status"] == "open" && back["regressed"]["release"] == release.as_str(), "{back}");
        let opened = decide("open")?;
        ensure!(opened["changed"] == json!([]), "it is open already: {opened}");
        ensure!(shown()?["regressed"] == back["regressed"], "{}", shown()?);
        let decided = decide(status)?;
        ensure!(decided["changed"][0]["from"] == "open", "{decided}");
        ensure!(shown()?["status"] == status, "{}", shown()?);
        undo(&wired, &key, &format!("open~{a}"))?;
        let undone = shown()?;
        ensure!(
            undone["status"] == "open" && undone["regressed"] == back["regressed"],
            "{status} by {visitor}: {undone} is not {back}"
        );
    }
    Ok(())
}

/// Sends the form of a notice that takes a step back.
fn undo(wired: &WiredCollector, key: &str, step: &str) -> Result<()> {
    let own = format!("http://127.0.0.1:{}", wired.port);
    const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
    let form = format!("token={}", corncrake_tests::collector::TOKEN.replace(' ', "+"));
    let login = wired.request("POST", "/login", &[("origin", &own), FORM], form.as_bytes())?;
    let cookie = login.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let form = format!("step={}", step.replace('~', "%7E"));
    let headers = [("origin", own.as_str()), ("cookie", cookie.as_str()), FORM];
    let answer = wired.request("POST", &format!("/projects/{key}/undo"), &headers, form.as_bytes())?;
    ensure!(answer.status == 303, "{answer:?}");
    Ok(())
}
