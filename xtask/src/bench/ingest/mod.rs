//! `npm run bench:ingest`: what taking an event costs, beside six floors on the same workerd.
//! One thread sends, the system measures the processor time, and the floors and each case take
//! turns, so that whatever else the machine does is in all. Read the ratios: the rates are
//! this machine's of this minute.

mod cases;
mod floor;

use std::path::Path;

use anyhow::{Context, Result};

use crate::{
    bench::{
        collector::Collector,
        in_folder,
        usage::{Usage, cpu_us},
        wrk::{self, CONNECTIONS, Run, SECONDS},
    },
    build,
    tools::debian,
};
use cases::{COUNTED, HOT, KEPT, VISITORS, Workload};
use floor::{FLOORS, Floor};

/// How often the floors and a case take turns; the figures are those in the middle.
const ROUNDS: usize = 5;
/// Requests of a run's file: more than are answered in its time, so that none is sent twice.
const OF_A_RUN: usize = SECONDS as usize * 10_000;
/// The same for batches, which are ten times as long.
const BATCHES_OF_A_RUN: usize = SECONDS as usize * 2_000;

/// Dollars for a million, by the platform's price list: requests of the Worker and of an
/// object, rows written; and for a million gigabyte-seconds of an object, which has 128 MB.
const WORKER_REQUESTS: f64 = 0.30;
const OBJECT_REQUESTS: f64 = 0.15;
const ROWS_WRITTEN: f64 = 1.00;
const OBJECT_GB_SECONDS: f64 = 12.50;
const OBJECT_GB: f64 = 0.128;

/// One row of the table.
#[derive(Default)]
struct Figures {
    /// Events a second.
    rate: f64,
    p50_ms: f64,
    p99_ms: f64,
    /// Of each event.
    cpu_us: f64,
    rows: f64,
    bytes: f64,
}

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
        let (ours, hot, of_floors) = turns.of(case, beside)?;
        print(case, &ours, &of_floors);
        if let Some(hot) = hot {
            let [_, write, keep, _, rust_write, rust_keep] = &of_floors;
            of_many.push(format!(
                "{}: {:.2} times the CPU of one hot issue. keep is {:.2} times write, {:.2} in Rust.",
                case.name,
                ours.cpu_us / hot.cpu_us,
                keep.cpu_us / write.cpu_us,
                rust_keep.cpu_us / rust_write.cpu_us
            ));
        }
        for (all, one) in floors.iter_mut().zip(of_floors) {
            all.push(one);
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
        "\nMiddle of the rounds. CPU us: the collector's process, an event. of trivial, of write, in Rust: an event's\n\
         CPU, in times of each floor's. write rate: requests a second, in times of the writing floor's. rows: written, indexes\n\
         included. bytes: of the project's database. $/M: for a million events at the edge, by the price list.\n\
         kept: each event of an issue's first 100, which is stored whole. counted: those after them, of which every tenth is."
    );
    Ok(())
}

/// The collector and the floors, which take turns with one file of requests.
struct Turns<'a> {
    collector: &'a Collector,
    floor: &'a Floor,
    file: &'a Path,
}

impl Turns<'_> {
    /// Sends what makes visitors and issues known, unless new ones are what is measured.
    fn prepare(&self, case: &Workload) -> Result<()> {
        wrk::write(self.file, (0..2 * VISITORS).map(&case.make))?;
        wrk::run(self.collector.port, self.file)?;
        let (batches, make) = &case.before;
        let mut sent = 0;
        while sent < *batches {
            // A run begins where the one before ended: a batch that comes again is not counted.
            wrk::write(self.file, (sent..sent + BATCHES_OF_A_RUN).map(make))?;
            sent += wrk::run(self.collector.port, self.file)?.requests as usize;
        }
        Ok(())
    }

    /// The figures of a case, those of another one in the same rounds, and those of the floors.
    fn of(
        &self,
        case: &Workload,
        beside: Option<&Workload>,
    ) -> Result<(Figures, Option<Figures>, [Figures; FLOORS.len()])> {
        let (mut rounds, mut rounds_beside) = (Vec::new(), Vec::new());
        let mut of_floors = FLOORS.map(|_| Vec::new());
        for round in 0..ROUNDS {
            if let Some(other) = beside {
                rounds_beside.push(self.round(other, round)?);
            }
            rounds.push(self.round(case, round)?);
            for (port, figures_of) in self.floor.ports.into_iter().zip(&mut of_floors) {
                let before = cpu_us(self.floor.process())?;
                let run = wrk::run(port, self.file)?;
                let used = Usage { cpu_us: cpu_us(self.floor.process())? - before, ..Usage::default() };
                figures_of.push(figures(&run, &used, 1));
            }
        }
        let other = beside.map(|_| middle(&rounds_beside));
        Ok((middle(&rounds), other, of_floors.map(|rounds| middle(&rounds))))
    }

    fn round(&self, case: &Workload, round: usize) -> Result<Figures> {
        let length = if case.each > 1 { BATCHES_OF_A_RUN } else { OF_A_RUN };
        let first = 2 * VISITORS + round * length;
        wrk::write(self.file, (first..first + length).map(&case.make))?;
        let before = Usage::of(self.collector, &case.key)?;
        let run = wrk::run(self.collector.port, self.file)?;
        let used = Usage::of(self.collector, &case.key)?.since(&before);
        Ok(figures(&run, &used, case.each))
    }
}

fn figures(run: &Run, used: &Usage, each: usize) -> Figures {
    let events = run.requests * each as f64;
    Figures {
        rate: run.per_second() * each as f64,
        p50_ms: run.p50_ms,
        p99_ms: run.p99_ms,
        cpu_us: used.cpu_us / events,
        rows: used.rows / events,
        bytes: used.bytes / events,
    }
}

/// Each figure in the middle of its rounds.
fn middle(rounds: &[Figures]) -> Figures {
    let of = |figure: fn(&Figures) -> f64| {
        let mut all: Vec<f64> = rounds.iter().map(figure).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or_default()
    };
    Figures {
        rate: of(|figures| figures.rate),
        p50_ms: of(|figures| figures.p50_ms),
        p99_ms: of(|figures| figures.p99_ms),
        cpu_us: of(|figures| figures.cpu_us),
        rows: of(|figures| figures.rows),
        bytes: of(|figures| figures.bytes),
    }
}

fn print(case: &Workload, ours: &Figures, of_floors: &[Figures; FLOORS.len()]) {
    let [trivial, write, _, rust_trivial, rust_write, _] = of_floors;
    let each = case.each as f64;
    let a_request = (WORKER_REQUESTS + OBJECT_REQUESTS) / each;
    let active = OBJECT_GB / ours.rate * OBJECT_GB_SECONDS;
    println!(
        "{:<22}{:>9.0}{:>8.1}{:>9.1}{:>8.0}{:>11.2}{:>9.2}{:>9.2}{:>9.2}{:>11.2}{:>8.2}{:>8.0}{:>8.2}",
        case.name,
        ours.rate,
        ours.p50_ms,
        ours.p99_ms,
        ours.cpu_us,
        ours.cpu_us / trivial.cpu_us,
        ours.cpu_us / write.cpu_us,
        ours.cpu_us / rust_trivial.cpu_us,
        ours.cpu_us / rust_write.cpu_us,
        ours.rate / each / write.rate,
        ours.rows,
        ours.bytes,
        a_request + ours.rows * ROWS_WRITTEN + active
    );
}
