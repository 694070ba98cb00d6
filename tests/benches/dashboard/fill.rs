//! Fills a collector: 90 days of visitors, faults and reports through the real ingest, hour
//! by hour, by a clock that is set. The folder is kept, so that the next run begins at once,
//! until the tables or what fills them are others.

use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Instant,
};

use anyhow::{Context, Result, ensure};
use corncrake_core::ids::hmac_sha256;
use corncrake_tests::{
    collector::wired::{Salt, WiredCollector},
    root,
};
use serde_json::{Value, json};

use crate::{bugs::Fault, chance::SplitMix, connection::Connection, visitors::FilledVisitor};

/// The size of a project.
#[derive(Clone, Copy)]
pub(crate) struct ProjectSize {
    pub(crate) name: &'static str,
    pub(crate) events: u64,
    pub(crate) issues: u64,
}

/// A midnight in the future, so that no alarm rings by itself.
const BEGIN: i64 = 1_893_456_000_000;
pub(crate) const DAYS: u64 = 90;
const HOURS: u64 = 24 * DAYS;
const HOUR_MS: i64 = 3_600_000;
/// Milliseconds before an hour ends, at which all of it arrives.
const BEFORE_ITS_END_MS: i64 = 30_000;
/// Events of a batch at most, which is the contract's limit.
const OF_A_BATCH: u64 = 50;
/// Visits without a fault, each hour.
const VISITS: u64 = 10;
/// Requests at the same time.
const CONNECTIONS: usize = 16;
/// Limits above those of a usual site.
const SETTINGS: [(&str, &str); 3] =
    [("PROJECT_EVENTS_PER_SECOND", "100000000"), ("PROJECT_MEGABYTES", "20000"), ("LOG", "errors")];

/// The sources that decide the content of the tables.
const RECIPE: [&str; 8] = [
    include_str!("fill.rs"),
    include_str!("bugs.rs"),
    include_str!("visitors.rs"),
    include_str!("chance.rs"),
    include_str!("../../../store/src/schema/mod.rs"),
    include_str!("../../../store/src/schema/triage.rs"),
    include_str!("../../../store/src/schema/orders.rs"),
    include_str!("../../../store/src/schema/daily_sums.rs"),
];

/// A collector that is full, and what it was filled with.
pub(crate) struct FilledCollector {
    pub(crate) wired: WiredCollector,
    pub(crate) size: ProjectSize,
    pub(crate) key: String,
}

/// The collector of a size: as the run before left it, or filled anew.
pub(crate) fn full(size: ProjectSize) -> Result<FilledCollector> {
    let folder = root().join("target/bench/dashboard").join(size.name.replace(',', ""));
    let kept = folder.join("filled.json");
    let parts: Vec<&[u8]> = RECIPE.iter().map(|part| part.as_bytes()).collect();
    let stamp: String = hmac_sha256(b"corncrake bench", &parts).iter().map(|b| format!("{b:02x}")).collect();
    let before: Value =
        fs::read(&kept).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
    let key = if before["stamp"] == stamp.as_str() {
        before["key"].as_str().context("no key")?.to_owned()
    } else {
        let key = fill(size, &folder)?;
        fs::write(&kept, json!({ "stamp": stamp, "key": key }).to_string())?;
        key
    };
    // Started again in both cases: what is measured woke up from what is on disk.
    let wired = WiredCollector::start_in(folder, Salt::Memory, &SETTINGS)?;
    wired.doors(&json!({ "now": clock(HOURS - 1) }))?;
    Ok(FilledCollector { wired, size, key })
}

/// The clock's time in an hour.
fn clock(hour: u64) -> i64 {
    BEGIN + (hour as i64 + 1) * HOUR_MS - BEFORE_ITS_END_MS
}

fn fill(size: ProjectSize, folder: &PathBuf) -> Result<String> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let mut wired = WiredCollector::start_in(folder.clone(), Salt::Memory, &SETTINGS)?;
    wired.doors(&json!({ "now": BEGIN }))?;
    let key = wired.project()?;
    let bugs: Vec<Fault> = (0..size.issues).map(Fault::new).collect();
    let mut chance = SplitMix::new(size.events);
    let (mut sent, mut visitors, began) = (0, 0, Instant::now());
    for hour in 0..HOURS {
        let wanted = size.events * (hour + 1) / HOURS;
        wired.doors(&json!({ "now": clock(hour) }))?;
        let requests = requests(&key, hour / 24, wanted - sent, &bugs, &mut visitors, &mut chance);
        send(wired.port, &requests)?;
        sent = wanted;
        if hour % 240 == 239 {
            let seconds = began.elapsed().as_secs();
            eprintln!("{} events: {sent} after {seconds} s, day {} of {DAYS}", size.name, hour / 24 + 1);
        }
    }
    wired.stop()?;
    Ok(key)
}

/// The requests of an hour.
fn requests(
    key: &str,
    day: u64,
    events: u64,
    bugs: &[Fault],
    visitors: &mut u64,
    chance: &mut SplitMix,
) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let mut visitor = |chance: &mut SplitMix| {
        *visitors += 1;
        FilledVisitor::new(*visitors, day, chance)
    };
    for _ in 0..VISITS {
        all.push(visitor(chance).request(&format!("/v1/{key}/ping"), "text/plain", ""));
    }
    let (mut left, mut reports) = (events, Vec::new());
    while left > 0 {
        let (of_batch, sender) = (left.min(OF_A_BATCH), visitor(chance));
        left -= of_batch;
        let mut batch = Vec::new();
        for _ in 0..of_batch {
            let Some(bug) = met(bugs, day, chance) else { continue };
            if bug.is_report() {
                reports.push(bug.report(chance.below(10_000)));
                continue;
            }
            let (own, ago) = (chance.below(9_000) + 1_000, chance.below(3_500_000));
            let (release, environment) = (&sender.release, sender.environment);
            batch.push(format!(
                "{},\"release\":\"{release}\",\"environment\":\"{environment}\",\"ago\":{ago}}}",
                bug.event(sender.engine, own)
            ));
        }
        if !batch.is_empty() {
            let body = format!("{{\"id\":\"{:016x}\",\"events\":[{}]}}", chance.next(), batch.join(","));
            all.push(sender.request(&format!("/v1/{key}/batch"), "text/plain", &body));
        }
    }
    if !reports.is_empty() {
        let body = format!("[{}]", reports.join(","));
        all.push(visitor(chance).request(&format!("/v1/{key}/report"), "application/reports+json", &body));
    }
    all
}

/// A fault that somebody meets on a day: the first ones most often, by Zipf's law. Every other
/// one is there for some weeks only.
fn met<'a>(bugs: &'a [Fault], day: u64, chance: &mut SplitMix) -> Option<&'a Fault> {
    let rank = (bugs.len() as f64).powf(chance.share()) as u64 - 1;
    let begins = rank.wrapping_mul(2_654_435_761) % DAYS;
    let is_there = rank.is_multiple_of(2) || (begins..begins + 21).contains(&day);
    bugs.get(if is_there { rank } else { rank - 1 } as usize)
}

/// Sends all of it, over several connections.
fn send(port: u16, requests: &[Vec<u8>]) -> Result<()> {
    let next = AtomicUsize::new(0);
    let sender = || -> Result<()> {
        let mut connection = Connection::open(port)?;
        while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
            let answer = connection.send(request)?;
            let body = String::from_utf8_lossy(&answer.body);
            let is_whole = !body.contains("refused") || body.contains("\"refused\":[]");
            ensure!(answer.status == 200 && is_whole, "answered {}: {body}", answer.status);
        }
        Ok(())
    };
    thread::scope(|scope| {
        let senders: Vec<_> = (0..CONNECTIONS.min(requests.len())).map(|_| scope.spawn(sender)).collect();
        senders.into_iter().try_for_each(|sender| sender.join().ok().context("a sender panicked")?)
    })
}
