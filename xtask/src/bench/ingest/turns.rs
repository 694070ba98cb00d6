//! A case, the floors, and perhaps another case take turns with the collector's machine, so that whatever
//! else it does is in all; ratios are of the runs of one round.

use std::path::Path;

use anyhow::Result;

use super::{
    cases::{VISITORS, Workload},
    floor::{FLOORS, Floor},
};
use crate::bench::{
    collector::Collector,
    usage::{Usage, cpu_us},
    wrk::{self, Run, SECONDS},
};

/// How often the floors and a case take turns; the figures are those in the middle.
pub(super) const ROUNDS: usize = 5;
/// Requests of a run's file: more than are answered in its time, so that none is sent twice.
const OF_A_RUN: usize = SECONDS as usize * 10_000;
/// The same for batches, which are ten times as long.
const BATCHES_OF_A_RUN: usize = SECONDS as usize * 2_000;

/// What one run took.
#[derive(Default)]
pub(super) struct Figures {
    /// Events a second.
    pub(super) rate: f64,
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
    /// Of each event.
    pub(super) cpu_us: f64,
    pub(super) rows: f64,
    pub(super) bytes: f64,
}

/// The runs of a case by rounds, those of another one in the same rounds, and those of the floors.
pub(super) struct Rounds {
    pub(super) ours: Vec<Figures>,
    pub(super) beside: Vec<Figures>,
    pub(super) floors: [Vec<Figures>; FLOORS.len()],
}

/// The collector and the floors, which take turns with one file of requests.
pub(super) struct Turns<'a> {
    pub(super) collector: &'a Collector,
    pub(super) floor: &'a Floor,
    pub(super) file: &'a Path,
}

impl Turns<'_> {
    /// Sends what makes visitors and issues known, unless new ones are what is measured.
    pub(super) fn prepare(&self, case: &Workload) -> Result<()> {
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

    /// Runs them all, round by round.
    pub(super) fn of(&self, case: &Workload, beside: Option<&Workload>) -> Result<Rounds> {
        let mut rounds = Rounds { ours: Vec::new(), beside: Vec::new(), floors: FLOORS.map(|_| Vec::new()) };
        for round in 0..ROUNDS {
            if let Some(other) = beside {
                rounds.beside.push(self.run(other, round)?);
            }
            rounds.ours.push(self.run(case, round)?);
            for (port, figures_of) in self.floor.ports.into_iter().zip(&mut rounds.floors) {
                let before = cpu_us(self.floor.process())?;
                let run = wrk::run(port, self.file)?;
                let used = Usage { cpu_us: cpu_us(self.floor.process())? - before, ..Usage::default() };
                figures_of.push(figures(&run, &used, 1));
            }
        }
        Ok(rounds)
    }

    fn run(&self, case: &Workload, round: usize) -> Result<Figures> {
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
pub(super) fn middle(rounds: &[Figures]) -> Figures {
    let of = |figure: fn(&Figures) -> f64| in_the_middle(rounds.iter().map(figure).collect());
    Figures {
        rate: of(|one| one.rate),
        p50_ms: of(|one| one.p50_ms),
        p99_ms: of(|one| one.p99_ms),
        cpu_us: of(|one| one.cpu_us),
        rows: of(|one| one.rows),
        bytes: of(|one| one.bytes),
    }
}

/// A figure of one case in times of that of another, in the middle of their rounds.
pub(super) fn ratio(one: &[Figures], other: &[Figures], figure: fn(&Figures) -> f64) -> f64 {
    in_the_middle(one.iter().zip(other).map(|(one, other)| figure(one) / figure(other)).collect())
}

fn in_the_middle(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or_default()
}
