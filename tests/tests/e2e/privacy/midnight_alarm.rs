//! A real midnight of a collector that nobody visits: the clock stands below the build, the alarms
//! are the runtime's own, and what is left is read from outside, in files and in memory.

use anyhow::{Context, Result, ensure};
use corncrake_core::time::{DAY_MS, HOUR_MS, UnixMillis};
use corncrake_tests::{
    collector::{
        Collector, CollectorOptions, TOKEN,
        clock::Clock,
        wired::{Salt, WiredCollector},
    },
    inspect::{
        database::{alarms, look, rows},
        memory,
    },
    wait::eventually,
};
use rusqlite::Connection;
use serde_json::json;

/// A midnight that is not today's.
const MIDNIGHT: UnixMillis = UnixMillis(20_780 * DAY_MS);
/// The time before midnight at which the collector starts: an event and a look fit, on a busy machine too.
const BEFORE_MS: i64 = 25_000;
/// Tables that hold hashes of a day's visitors.
const HASHES: [&str; 4] = ["session", "issue_session", "release_session", "report"];

fn before(midnight: UnixMillis, ms: i64) -> UnixMillis {
    UnixMillis(midnight.0 - ms)
}

fn options(clock: &Clock) -> CollectorOptions {
    CollectorOptions { environment: clock.variables().into_iter().collect(), ..CollectorOptions::default() }
}

fn send_event(collector: &Collector, key: &str, name: &str) -> Result<()> {
    let body = json!({ "type": 1, "name": name, "message": "m" }).to_string();
    let headers = [("origin", "https://shop.example"), ("user-agent", "one"), ("content-type", "text/plain")];
    let answer = collector.request("POST", &format!("/v1/{key}/event"), &headers, body.as_bytes())?;
    ensure!(answer.status == 200, "{answer:?}");
    Ok(())
}

/// Every alarm of these objects rings within a day.
fn alarms_are_near(collector: &Collector, classes: &[&str], now: UnixMillis) -> Result<()> {
    for class in classes {
        let folder = collector.data().join("objects").join(class);
        let all = alarms(&folder)?;
        ensure!(!all.is_empty(), "{class} has no alarm");
        for at in all {
            ensure!(at - now.0 <= DAY_MS, "{class}: {} is not within a day", UnixMillis(at).rfc3339());
        }
    }
    Ok(())
}

#[test]
fn an_idle_collector_forgets_at_midnight() -> Result<()> {
    let clock = Clock::new()?;
    clock.set(before(MIDNIGHT, DAY_MS + 14 * HOUR_MS))?;
    let mut collector = Collector::start_with(options(&clock))?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let bearer = format!("Bearer {TOKEN}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let kept =
        collector.request("PATCH", &format!("/api/projects/{key}"), &headers, br#"{"retention_days":1}"#)?;
    ensure!(kept.status == 200, "{kept:?}");
    send_event(&collector, &key, "OldError")?;
    collector.interrupt()?;

    clock.set(before(MIDNIGHT, BEFORE_MS))?;
    collector.start_again()?;
    send_event(&collector, &key, "NewError")?;
    ensure!(clock.now()? < MIDNIGHT, "this machine is too slow for the test");
    let folder = collector.data().join("objects/corncrake-project");
    ensure!(rows(&folder, "session")? == 1 && rows(&folder, "issue_session")? == 1, "a visitor of the day");
    ensure!(rows(&folder, "issue")? == 2, "the old issue is a day old, and kept for one");
    alarms_are_near(&collector, &["corncrake-project", "corncrake-salt"], clock.now()?)?;

    // From here on nobody sends it a request.
    eventually("the day's hashes and the old issue to be gone", || {
        let mut left = rows(&folder, "issue")? - 1;
        for table in HASHES {
            left += rows(&folder, table)?;
        }
        Ok((clock.now()? > MIDNIGHT && left == 0).then_some(()))
    })?;
    // The keeper of the salt has none until somebody comes: there is no salt to destroy.
    alarms_are_near(&collector, &["corncrake-project"], clock.now()?)
}

#[test]
fn the_salt_is_nowhere_after_midnight() -> Result<()> {
    for kept in [Salt::Memory, Salt::Halves] {
        let clock = Clock::new()?;
        clock.set(before(MIDNIGHT, BEFORE_MS))?;
        let variables = clock.variables();
        let variables: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (*name, &**value)).collect();
        let folder = tempfile::tempdir()?;
        let wired = WiredCollector::start_in(folder.path().to_owned(), kept, &variables)?;
        let key = wired.project()?;
        ensure!(wired.event(&key, "one", "AError")?.status == 200);
        let salts = wired.random_bytes()?;
        let salts = salts.get(1..).context("the salt, or its halves, behind the secret of keys")?.to_vec();
        let halves = wired.data("objects").join("corncrake-salt");
        if kept == Salt::Halves {
            ensure!(rows(&halves, "salt_half")? == 1, "one half is a row");
        }
        let is_held = memory::holding(wired.pid()?, salts.first().context("no salt")?)?;
        ensure!(clock.now()? < MIDNIGHT, "this machine is too slow for the test");

        eventually("the salt to be gone", || {
            if kept == Salt::Halves && rows(&halves, "salt_half")? > 0 {
                return Ok(None);
            }
            let hashes = rows(&wired.data("objects").join("corncrake-project"), "session")?;
            Ok((clock.now()? > MIDNIGHT && hashes == 0).then_some(()))
        })?;
        if kept == Salt::Memory {
            match is_held {
                None => println!("this machine does not let a test look into memory"),
                Some(found) => {
                    ensure!(found > 0, "the salt was not found in the memory while it was there");
                    let salt = salts.first().context("no salt")?;
                    eventually("the salt to leave the memory", || {
                        Ok((memory::holding(wired.pid()?, salt)? == Some(0)).then_some(()))
                    })?;
                }
            }
        }
    }
    Ok(())
}

/// As versions before 0.2 left them: an alarm was a distance, counted from the day it was set.
#[test]
fn alarms_of_2083_are_rescheduled_at_start() -> Result<()> {
    let mut collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    send_event(&collector, &key, "AError")?;
    collector.interrupt()?;
    let in_2083 = 3_592_000_000_000_000_000_i64;
    for class in ["corncrake-project", "corncrake-salt"] {
        let path = collector.data().join("objects").join(class).join("metadata.sqlite");
        let changed =
            Connection::open(path)?.execute("UPDATE _cf_ALARM SET scheduled_time = ?", [in_2083])?;
        ensure!(changed > 0, "{class} had no alarm");
        let folder = collector.data().join("objects").join(class);
        for object in corncrake_tests::inspect::database::of_objects(&folder)? {
            let database = Connection::open(object)?;
            // The object's own copy of it.
            let _ = database.execute("UPDATE _cf_METADATA SET value = ? WHERE key = 1", [in_2083]);
        }
    }
    collector.start_again()?;
    let now = UnixMillis(Clock::new()?.now()?.0);
    eventually("the projects' alarms within a day", || {
        let folder = collector.data().join("objects/corncrake-project");
        let all = alarms(&folder)?;
        Ok((!all.is_empty() && all.iter().all(|at| at - now.0 <= DAY_MS)).then_some(()))
    })?;
    let objects = collector.data().join("objects/corncrake-project");
    let path = corncrake_tests::inspect::database::of_objects(&objects)?;
    let first = path.first().context("no project")?;
    look(first, |database| database.query_row("SELECT count(*) FROM issue", [], |row| row.get::<_, i64>(0)))?;
    Ok(())
}
