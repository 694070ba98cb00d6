//! Attacks A2 and A3: a thief has the folder of the evening and that of the morning after, free
//! pages and the log included. Nothing in it joins what one visitor met in two requests.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::wired::{WiredCollector, sender},
    inspect::stolen::{Remains, RowOfHash, StolenFolder},
    scenario::night::{ENDING, NightCollector},
};
use serde_json::json;

const VISITORS: usize = 40;
const ISSUES: [&str; 3] = ["AError", "BError", "CError"];

/// Each visitor comes, meets an issue and then another one, each in a request of its own.
fn visits(wired: &WiredCollector, key: &str) -> Result<()> {
    for round in 0..ISSUES.len() {
        for visitor in 0..VISITORS {
            let name = ISSUES[(visitor + round) % ISSUES.len()];
            let sent = wired.event(key, &format!("visitor {visitor}"), name)?;
            ensure!(sent.status == 200, "{sent:?}");
        }
    }
    Ok(())
}

/// The hashes of which two rows tell something: what a thief can join.
fn joined(remains: &Remains) -> usize {
    remains.values().filter(|rows| rows.len() > 1).count()
}

/// Held by `core::session`: each table and issue has an HMAC of its own. With the visitor's key in
/// their stead, all 40 visitors of each project are joined, tomorrow from free pages alone.
#[test]
fn a_thief_of_todays_and_of_tomorrows_folder_cannot_join_two_rows() -> Result<()> {
    let night = NightCollector::start()?;
    let keys = [night.wired.project()?, night.wired.project()?];
    for key in &keys {
        visits(&night.wired, key)?;
    }
    let objects = night.wired.data("objects").join("corncrake-project");
    let today = StolenFolder::take(&objects)?;
    let issues = today.issues()?;
    let remains = today.remains(&issues, ENDING)?;
    let of_issues = remains.values().flatten().filter(|row| matches!(row, RowOfHash::Issue(_))).count();
    ensure!(of_issues >= VISITORS * ISSUES.len() * keys.len(), "the thief reads {of_issues} rows only");
    ensure!(joined(&remains) == 0, "today: {} of {} are joined", joined(&remains), remains.len());

    night.pass()?;
    let tomorrow = StolenFolder::take(&objects)?.remains(&issues, ENDING)?;
    println!("of {} hashes of the day {} can be read after midnight", remains.len(), tomorrow.len());
    ensure!(joined(&tomorrow) == 0, "tomorrow: {} of {} are joined", joined(&tomorrow), tomorrow.len());
    Ok(())
}

/// What a row is: its table, or the issue of a session's, its hash or issue, and the number of an event.
type LoggedRow = (String, Vec<u8>, i64);

/// Every row that a turn may write of a visitor or an event.
const ROWS: &str = "SELECT 'session ' || errored, hash, 0 FROM session
    UNION SELECT issue, hash, 0 FROM issue_session UNION SELECT 'report', key, 0 FROM report
    UNION SELECT 'event', CAST(issue AS BLOB), number FROM event";

/// Held by `core::session`, as above: with one hash for all issues the log joins the turns that
/// have it. That a turn's own rows are joined is in the threat model.
#[test]
fn a_thief_of_the_log_joins_the_events_of_one_request_and_never_two_requests() -> Result<()> {
    let night = NightCollector::start()?;
    let key = night.wired.project()?;
    visits(&night.wired, &key)?;
    let in_batches = night.wired.project()?;
    for visitor in 0..VISITORS {
        let events = ISSUES.map(|name| json!({ "type": 1, "name": name, "message": "m" }));
        let batch = json!({ "id": format!("{:016x}", visitor + 77), "events": events }).to_string();
        let agent = format!("visitor {visitor}");
        let path = format!("/v1/{in_batches}/batch");
        ensure!(night.wired.request("POST", &path, &sender(&agent), batch.as_bytes())?.status == 200);
    }
    night.is_evening()?;
    let stolen = StolenFolder::take(&night.wired.data("objects").join("corncrake-project"))?;
    let (mut turns_of_one, mut turns_of_three) = (0, 0);
    for path in stolen.databases()? {
        let states = stolen.turns(&path, ROWS, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let empty = BTreeSet::new();
        let mut written: BTreeMap<(&[u8], i64), BTreeSet<usize>> = BTreeMap::new();
        for (turn, state) in states.iter().enumerate() {
            let before = turn.checked_sub(1).and_then(|last| states.get(last)).unwrap_or(&empty);
            let new: Vec<&LoggedRow> = state.difference(before).collect();
            match new.iter().filter(|(_, _, number)| *number > 0).count() {
                1 => turns_of_one += 1,
                3 => turns_of_three += 1,
                _ => {}
            }
            for (_, value, number) in new {
                written.entry((value, *number)).or_default().insert(turn);
            }
        }
        ensure!(written.values().all(|turns| turns.len() == 1), "a value is in two turns");
    }
    println!("in the log {turns_of_one} turns have one event, and {turns_of_three} the three of a batch");
    // The reader works: it sees turns, whose own rows are joined.
    ensure!(turns_of_one > VISITORS && turns_of_three > VISITORS / 2, "{turns_of_one}, {turns_of_three}");
    Ok(())
}
