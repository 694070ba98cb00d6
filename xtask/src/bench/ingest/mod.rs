//! `npm run bench:ingest`: what taking an event costs, beside six floors on the same workerd.
//! One thread sends, the system measures the processor time, and the floors and each case take
//! turns, so that whatever else the machine does is in all. Read the ratios: the rates are
//! this machine's of this minute.

mod cases;
mod floor;
mod turns;

use std::path::Path;

use anyhow::{Context, Result};

use crate::{
    bench::{
        collector::Collector,
        in_folder,
        wrk::{CONNECTIONS, SECONDS},
    },
    build,
    tools::debian,
};
use cases::{COUNTED, HOT, KEPT, Workload};
use floor::{FLOORS, Floor};
use turns::{Figures, ROUNDS, Rounds, Turns, middle, ratio};

/// Dollars for a million, by the platform's price list: requests of the Worker and of an
/// object, rows written; and for a million gigabyte-seconds of an object, which has 128 MB.
const WORKER_REQUESTS: f64 = 0.30;
const OBJECT_REQUESTS: f64 = 0.15;
const ROWS_WRITTEN: f64 = 1.00;
const OBJECT_GB_SECONDS: f64 = 12.50;
const OBJECT_GB: f64 = 0.128;

/// Builds, measures and prints.
pub(crate) fn ingest() -> Result<()> {
    debian::load_generator()?;
    build::all()?;
    in_folder(measure)
}

fn measure(folder: &Path) -> Result<()> {
    // Limits are for strangers: what is measured here is one busy sender.
    let settings = [
        ("PROJECT_EVENTS_PER_SECOND", "1000000"),
        ("SESSION_EVENTS", "1000000000"),
        ("LOG", "errors"),
        ("CLIENT_IP_HEADER", "X-Real-IP"),
    ];
    let collector = Collector::start(folder, &settings)?;
    let floor = Floor::start(folder)?;
    println!(
        "{ROUNDS} rounds of {SECONDS} s in turns, one sending thread, {CONNECTIONS} connections\n\n{:<22}{:>9}{:>8}{:>9}{:>8}{:>11}{:>9}{:>9}{:>9}{:>11}{:>8}{:>8}{:>8}",
        "",
        "events/s",
        "p50 ms",
        "p99 ms",
        "CPU us",
        "of trivial",
        "of write",
        "in Rust",
        "in Rust",
        "write rate",
        "rows",
        "bytes",
        "$/M"
    );
    let file = folder.join("requests");
    let mut floors = FLOORS.map(|_| Vec::new());
    let mut of_many = Vec::new();
    let cases = cases::all(&collector)?;
    let hot = cases.iter().find(|case| case.name == HOT).context("no case of one hot issue")?;
    for case in &cases {
        let turns = Turns { collector: &collector, floor: &floor, file: &file };
        turns.prepare(case)?;
        let beside = [KEPT, COUNTED].contains(&case.name).then_some(hot);
        let rounds = turns.of(case, beside)?;
        print(case, &rounds);
        if beside.is_some() {
            let [_, write, keep, _, rust_write, rust_keep] = &rounds.floors;
            of_many.push(format!(
                "{}: {:.2} times the CPU of one hot issue. keep is {:.2} times write, {:.2} in Rust.",
                case.name,
                ratio(&rounds.ours, &rounds.beside, |one| one.cpu_us),
                ratio(keep, write, |one| one.cpu_us),
                ratio(rust_keep, rust_write, |one| one.cpu_us),
            ));
        }
        for (all, one) in floors.iter_mut().zip(&rounds.floors) {
            all.push(middle(one));
        }
    }
    for ((_, name), rounds) in FLOORS.into_iter().zip(&floors) {
        let (name, floor) = (format!("floor: {name}"), middle(rounds));
        println!(
            "{name:<22}{:>9.0}{:>8.1}{:>9.1}{:>8.0}",
            floor.rate, floor.p50_ms, floor.p99_ms, floor.cpu_us
        );
    }
    println!("\nIn the same rounds:\n{}", of_many.join("\n"));
    println!(
        "\nThe middle of the rounds, and of their ratios. CPU us: the collector's process, an event. of trivial, of write, in Rust: an event's\n\
         CPU, in times of each floor's. write rate: requests a second, in times of the writing floor's. rows: written, indexes\n\
         included. bytes: of the project's database. $/M: for a million events at the edge, by the price list.\n\
         kept: each event of an issue's first 100, which is stored whole. counted: those after them, of which every tenth is."
    );
    Ok(())
}

fn print(case: &Workload, rounds: &Rounds) {
    let [trivial, write, _, rust_trivial, rust_write, _] = &rounds.floors;
    let (each, ours) = (case.each as f64, middle(&rounds.ours));
    let cpu = |floor: &[Figures]| ratio(&rounds.ours, floor, |one| one.cpu_us);
    let a_request = (WORKER_REQUESTS + OBJECT_REQUESTS) / each;
    let active = OBJECT_GB / ours.rate * OBJECT_GB_SECONDS;
    println!(
        "{:<22}{:>9.0}{:>8.1}{:>9.1}{:>8.0}{:>11.2}{:>9.2}{:>9.2}{:>9.2}{:>11.2}{:>8.2}{:>8.0}{:>8.2}",
        case.name,
        ours.rate,
        ours.p50_ms,
        ours.p99_ms,
        ours.cpu_us,
        cpu(trivial),
        cpu(write),
        cpu(rust_trivial),
        cpu(rust_write),
        ratio(&rounds.ours, write, |one| one.rate) / each,
        ours.rows,
        ours.bytes,
        a_request + ours.rows * ROWS_WRITTEN + active
    );
}
