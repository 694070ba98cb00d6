//! `kill -9` in each phase of the collector's life, at a place where it is held: before and
//! after a write and its flush, in the rotation at midnight, in the deletion of a project.
//! An acknowledged batch is counted exactly once, and one that was not may be sent again.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{
        TOKEN,
        wired::{Salt, WiredCollector, sender},
    },
    inspect::search::holding,
    scenario::error_names::error_name,
    wait::eventually,
};
use serde_json::json;

/// The first millisecond of a day in the future, so that no alarm rings by itself.
const MIDNIGHT: i64 = 1_893_456_000_000;
const DAY: i64 = 86_400_000;
const NOON: i64 = MIDNIGHT + DAY / 2;

/// Sends a batch of three of one error; whether it was acknowledged.
fn batch(wired: &WiredCollector, key: &str, id: u8, name: &str) -> bool {
    let event = json!({ "type": 1, "name": name, "message": "it broke" });
    let body = json!({ "id": format!("{id:016x}"), "events": [event, event, event] }).to_string();
    let answer = wired.request("POST", &format!("/v1/{key}/batch"), &sender("visitor"), body.as_bytes());
    answer.is_ok_and(|answer| answer.status == 200)
}

/// How many events were counted, by the first word of their issue's title.
fn counted(wired: &WiredCollector, key: &str) -> Result<Vec<(String, u64)>> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = wired.get(&format!("/api/projects/{key}/issues?limit=100{after}"))?;
        for issue in page["issues"].as_array().context("no issues")? {
            let title = issue["title"].as_str().unwrap_or_default();
            let name = title.split(':').next().unwrap_or_default().to_owned();
            all.push((name, issue["events"].as_u64().unwrap_or(0)));
        }
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return Ok(all),
        }
    }
}

fn events(wired: &WiredCollector, key: &str, name: &str) -> Result<u64> {
    Ok(counted(wired, key)?.into_iter().filter(|(found, _)| found == name).map(|(_, events)| events).sum())
}

/// Kills the process where a request is held, which is not acknowledged then.
fn killed_at(
    wired: &mut WiredCollector,
    place: &str,
    request: impl Fn(&WiredCollector) -> bool + Sync,
) -> Result<()> {
    let killed = wired.kill_where_held(place, 0, request)?;
    ensure!(killed.was_held && !killed.was_acknowledged, "{place}: it was over before it was held");
    Ok(())
}

#[test]
fn before_and_after_a_write_and_its_flush() -> Result<()> {
    // In halves, since a batch is known by its session, and so by the salt.
    let mut wired = WiredCollector::start(Salt::Halves)?;
    wired.doors(&json!({ "now": NOON }))?;
    let key = wired.project()?;
    ensure!(batch(&wired, &key, 0, "FirstError"));
    let places = [
        ("/Write", "BeforeError", 0..=0),
        ("written", "WrittenError", 0..=3),
        ("flushed", "FlushedError", 3..=3),
        ("/Write done", "DoneError", 3..=3),
    ];
    for (id, (place, name, expected)) in (1..).zip(places) {
        killed_at(&mut wired, place, |wired| batch(wired, &key, id, name))?;
        // Beyond the minute in which KV may not know the other half yet.
        wired.doors(&json!({ "now": NOON + i64::from(id) * 120_000 }))?;
        let found = events(&wired, &key, name)?;
        ensure!(expected.contains(&found), "{place}: {found} events");
        ensure!(batch(&wired, &key, id, name), "{place}: it is not taken again");
        ensure!(
            events(&wired, &key, name)? == 3,
            "{place}: {} after it was sent again",
            events(&wired, &key, name)?
        );
    }
    ensure!(batch(&wired, &key, 0, "FirstError"));
    ensure!(counted(&wired, &key)?.iter().all(|(_, events)| *events == 3), "{:?}", counted(&wired, &key)?);
    ensure!(wired.sessions(&key)? == [1], "{:?}", wired.sessions(&key)?);
    Ok(())
}

/// Rows of a past day in the tables that have a day, once the databases are closed.
fn rows_before(wired: &mut WiredCollector, day: i64) -> Result<i64> {
    wired.stop()?;
    let mut rows = 0;
    for file in std::fs::read_dir(wired.data("objects").join("corncrake-project"))?.flatten() {
        if file.path().extension().is_some_and(|ending| ending == "sqlite") {
            let database = rusqlite::Connection::open(file.path())?;
            for table in ["session", "issue_session", "release_session", "report"] {
                let has = "SELECT count(*) FROM sqlite_master WHERE name = ?";
                if database.query_row(has, [table], |row| row.get::<_, i64>(0))? == 1 {
                    let count = format!("SELECT count(*) FROM {table} WHERE day < ?");
                    rows += database.query_row(&count, [day], |row| row.get::<_, i64>(0))?;
                }
            }
        }
    }
    wired.kill_and_restart()?;
    Ok(rows)
}

#[test]
fn in_the_rotation_at_midnight() -> Result<()> {
    let mut wired = WiredCollector::start(Salt::Halves)?;
    wired.doors(&json!({ "now": NOON }))?;
    let key = wired.project()?;
    let mut days = 0;
    for (object, name) in [("PROJECT", key.as_str()), ("SALT", "only")] {
        for place in ["alarm", "alarm done"] {
            let today = NOON + days * DAY;
            wired.doors(&json!({ "now": today }))?;
            ensure!(batch(&wired, &key, 1, "MidnightError"));
            wired.doors(&json!({ "now": MIDNIGHT + (days + 1) * DAY }))?;
            killed_at(&mut wired, place, |wired| wired.ring(object, name).is_ok())?;
            days += 1;
            // The first of the new day ends the rotation, whatever became of the alarm.
            wired.doors(&json!({ "now": MIDNIGHT + days * DAY + 120_000 }))?;
            ensure!(batch(&wired, &key, 2, "MorningError"));
            let all = counted(&wired, &key)?;
            ensure!(
                all.len() == 2 && all.iter().all(|(_, events)| *events == 3 * days as u64),
                "{object} {place}: {all:?}"
            );
            ensure!(
                rows_before(&mut wired, MIDNIGHT / DAY + days)? == 0,
                "{object} {place}: rows of a past day"
            );
        }
    }
    Ok(())
}

#[test]
fn under_load_while_the_day_ends() -> Result<()> {
    let mut wired = WiredCollector::start(Salt::Halves)?;
    wired.doors(&json!({ "now": MIDNIGHT - 1 }))?;
    let key = wired.project()?;
    let (next, all) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    // How many are acknowledged between midnight and the kill.
    for (day, after) in (0..).zip([0, 7, 40]) {
        wired.doors(&json!({ "now": MIDNIGHT + day * DAY - 1 }))?;
        let (stop, pid, running) = (AtomicBool::new(false), wired.pid()?, &wired);
        let acknowledged = || all.lock().map(|all| all.len()).unwrap_or(0);
        let wait_for = |more: usize| {
            let begun = acknowledged();
            eventually("events", || Ok((acknowledged() >= begun + more).then_some(())))
        };
        thread::scope(|scope| -> Result<()> {
            for sender in 0..8 {
                let (next, stop, all, key) = (&next, &stop, &all, &key);
                scope.spawn(move || {
                    while !stop.load(Ordering::Relaxed) {
                        let name = error_name(next.fetch_add(1, Ordering::Relaxed));
                        let took = running.event(key, &format!("visitor {sender}"), &name);
                        if took.is_ok_and(|answer| answer.status == 200)
                            && let Ok(mut all) = all.lock()
                        {
                            all.push(name);
                        }
                    }
                });
            }
            let ended = wait_for(30).and_then(|_| {
                running.doors(&json!({ "now": MIDNIGHT + day * DAY }))?;
                running.ring("PROJECT", &key)?;
                running.ring("SALT", "only")?;
                wait_for(after)
            });
            let killed = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
            stop.store(true, Ordering::Relaxed);
            killed?;
            ended.map(|_| ())
        })?;
        wired.kill_and_restart()?;
        wired.doors(&json!({ "now": MIDNIGHT + day * DAY + 120_000 }))?;
        ensure!(wired.event(&key, "visitor", "MorningError")?.status == 200);
        ensure!(rows_before(&mut wired, MIDNIGHT / DAY + day)? == 0, "rows of a past day");
    }
    wired.doors(&json!({ "now": MIDNIGHT + 2 * DAY + 180_000 }))?;
    let kept = counted(&wired, &key)?;
    let all = all.into_inner().unwrap_or_default();
    for name in &all {
        let events: Vec<u64> =
            kept.iter().filter(|(found, _)| found == name).map(|(_, events)| *events).collect();
        ensure!(events == [1], "{name} was acknowledged, and counted {events:?} times");
    }
    let twice = kept.iter().find(|(name, events)| name != "MorningError" && *events != 1);
    ensure!(twice.is_none(), "{twice:?}");
    println!("{} acknowledged, {} kept, three kills", all.len(), kept.len());
    Ok(())
}

#[test]
fn in_the_deletion_of_what_is_too_old() -> Result<()> {
    let mut wired = WiredCollector::start(Salt::Halves)?;
    wired.doors(&json!({ "now": NOON }))?;
    let key = wired.project()?;
    let settings = json!({ "retention_days": 2 });
    let kept = wired.change("PATCH", &format!("/api/projects/{key}"), &settings)?;
    ensure!(kept.status == 200 && kept.json()["retention_days"] == 2, "{kept:?}");
    for (day, place) in (0..).zip(["alarm", "alarm done"]) {
        let begins = NOON + day * 10 * DAY;
        wired.doors(&json!({ "now": begins }))?;
        // One bug that ends, and one that goes on for two days more.
        ensure!(batch(&wired, &key, 1, "OldError") && batch(&wired, &key, 2, "LastingError"));
        wired.doors(&json!({ "now": begins + 2 * DAY }))?;
        ensure!(batch(&wired, &key, 1, "LastingError"));
        ensure!(events(&wired, &key, "OldError")? == 3, "two days are kept");
        wired.doors(&json!({ "now": begins + 3 * DAY }))?;
        killed_at(&mut wired, place, |wired| wired.ring("PROJECT", &key).is_ok())?;
        wired.doors(&json!({ "now": begins + 3 * DAY + 120_000 }))?;
        wired.ring("PROJECT", &key)?;
        ensure!(events(&wired, &key, "OldError")? == 0, "{place}: it is still there");
        let lasting = events(&wired, &key, "LastingError")?;
        ensure!(lasting == 6 + 9 * day as u64, "{place}: {lasting} events of what goes on");
        ensure!(batch(&wired, &key, 3, "OldError") && events(&wired, &key, "OldError")? == 3);
        wired.doors(&json!({ "now": begins + 6 * DAY }))?;
        ensure!(batch(&wired, &key, 1, "LastingError"));
        wired.ring("PROJECT", &key)?;
    }
    Ok(())
}

#[test]
fn in_the_deletion_of_a_project() -> Result<()> {
    const MARK: &str = "UnforgettableError";
    let mut wired = WiredCollector::start(Salt::Halves)?;
    for (id, place) in (0..).zip(["/DeleteProject", "/DeleteProject done", "/Destroy", "/Destroy done"]) {
        wired.doors(&json!({ "now": NOON + i64::from(id) * 120_000 }))?;
        let (key, other) = (wired.project()?, wired.project()?);
        ensure!(batch(&wired, &key, id, MARK) && batch(&wired, &other, id, "OtherError"));
        let delete = |wired: &WiredCollector| -> Result<u16> {
            let bearer = format!("Bearer {TOKEN}");
            let path = format!("/api/projects/{key}");
            Ok(wired.request("DELETE", &path, &[("authorization", &bearer)], b"")?.status)
        };
        killed_at(&mut wired, place, |wired| delete(wired).is_ok_and(|status| status == 204))?;
        wired.doors(&json!({ "now": NOON + i64::from(id) * 120_000 + 60_000 }))?;
        // It is either not begun, and whole, or deleted for good, whatever is still to be done.
        let projects = wired.get("/api/projects")?.to_string();
        if projects.contains(&key) {
            ensure!(place == "/DeleteProject", "{place}: it is still listed");
            ensure!(events(&wired, &key, MARK)? == 3, "{place}: half of it is gone");
        } else {
            ensure!(!batch(&wired, &key, id, MARK), "{place}: a deleted project takes events");
        }
        ensure!(delete(&wired)? == 204, "{place}: it cannot be deleted again");
        ensure!(events(&wired, &other, "OtherError")? == 3, "{place}: another project's");
    }
    wired.stop()?;
    ensure!(holding(&wired.data("objects"), MARK.as_bytes())? == 0, "its data is still on the disk");
    ensure!(holding(&wired.data("objects"), b"OtherError")? > 0, "the search finds nothing");
    Ok(())
}
