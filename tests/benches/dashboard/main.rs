//! `npm run bench:dashboard`: what pages, reads of the API and searches cost a collector that
//! has 10,000, 100,000 and 1,000,000 events, and how that grows; and what pages weigh.
//!
//! The collectors are filled through the real ingest (see `fill`), run side by side, and are
//! asked in turns, so that a busy machine is busy for all: the ratios are what counts. A time
//! is that of a client on this machine over a connection that is kept, from the first byte of
//! the request to the last of the answer. Nothing about time is asserted.

// A benchmark waits for real processes; the ban on the clock is for what it measures.
#![allow(clippy::disallowed_methods)]

mod bugs;
mod cases;
mod chance;
mod connection;
mod figures;
mod fill;
mod visitors;
mod weight;

use std::fs;

use anyhow::{Result, ensure};
use serde_json::json;

use crate::{
    cases::{MeasuredRequest, TableSection},
    connection::Connection,
    figures::{RequestFigures, TableRow},
    fill::{FilledCollector, ProjectSize},
};

const SIZES: [ProjectSize; 3] = [
    ProjectSize { name: "10,000", events: 10_000, issues: 100 },
    ProjectSize { name: "100,000", events: 100_000, issues: 1_000 },
    ProjectSize { name: "1,000,000", events: 1_000_000, issues: 10_000 },
];
/// Times that each is asked; the variable ROUNDS says otherwise. Those before do not count.
const ROUNDS: usize = 40;
const BEFORE: usize = 3;

/// A collector that is asked.
struct MeasuredProject {
    full: FilledCollector,
    cookie: String,
    cases: Vec<MeasuredRequest>,
    connection: Connection,
}

fn main() -> Result<()> {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let (rounds, most) = (number("ROUNDS").map_or(ROUNDS, |n| n as usize), number("MOST_EVENTS"));
    let sizes = SIZES.into_iter().filter(|size| most.is_none_or(|most| size.events <= most));
    let mut all = sizes.map(|size| measured(fill::full(size)?)).collect::<Result<Vec<_>>>()?;
    let first = all.first().map(|one| one.cases.iter().map(|case| (case.part, case.name)).collect());
    let names: Vec<(TableSection, &'static str)> = first.unwrap_or_default();
    let mut rows: Vec<TableRow> = names
        .iter()
        .map(|(part, name)| TableRow {
            part: *part,
            name,
            figures: all.iter().map(|_| RequestFigures::default()).collect(),
        })
        .collect();
    eprintln!("asking, {rounds} rounds; {}", busy());
    for round in 0..rounds + BEFORE {
        for (place, row) in rows.iter_mut().enumerate() {
            for (one, figures) in all.iter_mut().zip(&mut row.figures) {
                let Some(case) = one.cases.get(place) else { continue };
                let answer = one.connection.send(&case.request(&one.cookie))?;
                ensure!(answer.status == 200, "{}: {}", case.path, answer.status);
                if round >= BEFORE {
                    figures.took.push(answer.took);
                }
                figures.bytes = answer.body.len();
            }
        }
    }
    for (place, row) in rows.iter_mut().enumerate() {
        for (one, figures) in all.iter_mut().zip(&mut row.figures) {
            let Some(case) = one.cases.get(place) else { continue };
            one.full.wired.doors(&json!({ "rowsRead": 0 }))?;
            one.connection.send(&case.request(&one.cookie))?;
            figures.rows_read = one.full.wired.doors(&json!({}))?["rowsRead"].as_u64().unwrap_or_default();
        }
    }
    for one in &all {
        print_counts(one)?;
    }
    figures::print(&rows, &all.iter().map(|one| one.full.size.name).collect::<Vec<_>>());
    println!("\nMilliseconds of a client on this machine, {rounds} of each, in turns; {}.", busy());
    println!(
        "growth: the p50 of the largest project, of the smallest's. rows read: by SQLite, in all objects."
    );
    let Some(largest) = all.last() else { return Ok(()) };
    let pages = largest.cases.iter().filter(|case| case.part == TableSection::Page);
    let pages: Vec<_> = pages
        .chain(largest.cases.iter().filter(|case| case.part == TableSection::List).take(1))
        .map(|case| (case.name, case.request(&largest.cookie)))
        .collect();
    weight::print(largest.full.wired.port, &pages)
}

fn measured(full: FilledCollector) -> Result<MeasuredProject> {
    let cookie = cases::log_in(&full)?;
    let cases = cases::all(&full, &cookie)?;
    let connection = Connection::open(full.wired.port)?;
    Ok(MeasuredProject { full, cookie, cases, connection })
}

/// Says what a project has.
fn print_counts(one: &MeasuredProject) -> Result<()> {
    let api = format!("/api/projects/{}", one.full.key);
    let outcomes = one.full.wired.get(&format!("{api}/outcomes?interval=day"))?;
    let sum = |name: &str| -> u64 {
        let days = outcomes["series"].as_array().into_iter().flatten();
        days.filter_map(|day| day[name].as_u64()).sum()
    };
    let sessions = one.full.wired.get(&format!("{api}/sessions?interval=day"))?;
    let sessions: u64 =
        sessions["series"].as_array().into_iter().flatten().filter_map(|day| day["sessions"].as_u64()).sum();
    let bytes = one.full.wired.get(&api)?["storage"]["bytes"].clone();
    let (stored, sampled, repeated) = (sum("stored"), sum("sampled"), sum("repeated"));
    println!(
        "{}: {} events counted, {stored} of them kept, {repeated} reports told twice, {sessions} sessions, {bytes} bytes",
        one.full.size.name,
        stored + sampled
    );
    Ok(())
}

/// How busy this machine is.
fn busy() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = load.split(' ').next().unwrap_or("unknown").to_owned();
    format!("{cores} cores, of which {load} were wanted in the last minute")
}
