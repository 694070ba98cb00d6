//! The measurements, round by round, and their medians as a table. No figure is judged.

use std::collections::BTreeMap;

use crate::subject::{EMPTY, OURS, Subject};

/// Measurements: of which part, by which tracker, at which speed, in which round.
#[derive(Default)]
pub(crate) struct Measurements(BTreeMap<(&'static str, u32, &'static str), Vec<f64>>);

impl Measurements {
    /// Adds what a round gave. Every round measures the same things.
    pub(crate) fn add(&mut self, subject: Subject, slowdown: u32, part: &'static str, figure: f64) {
        eprintln!("1/{slowdown}, {}, {part}: {figure:.1}", subject.name);
        self.0.entry((subject.name, slowdown, part)).or_default().push(figure);
    }

    fn all(&self, subject: Subject, slowdown: u32, part: &'static str) -> &[f64] {
        self.0.get(&(subject.name, slowdown, part)).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn median(&self, subject: Subject, slowdown: u32, part: &'static str) -> Option<f64> {
        median(self.all(subject, slowdown, part).to_vec())
    }

    /// Its addition to the page without any: the median of each round's difference, so that
    /// what else the machine does meanwhile weighs on both.
    pub(crate) fn added(&self, subject: Subject, slowdown: u32, part: &'static str) -> Option<f64> {
        let empty = self.all(EMPTY, slowdown, part);
        median(self.all(subject, slowdown, part).iter().zip(empty).map(|(with, out)| with - out).collect())
    }

    /// Milliseconds, what of them is added, and how many times as much that is as ours.
    pub(crate) fn table(
        &self,
        title: &str,
        subjects: &[Subject],
        slowdown: u32,
        parts: &[&'static str],
    ) -> String {
        let mut table =
            format!("| {title} | {} |\n|---|{}\n", parts.join(" | "), "---:|".repeat(parts.len()));
        for subject in subjects {
            let cell = |part: &&'static str| self.cell(*subject, slowdown, part).unwrap_or_default();
            let cells: Vec<String> = parts.iter().map(cell).collect();
            table += &format!("| {} | {} |\n", subject.name, cells.join(" | "));
        }
        table
    }

    fn cell(&self, subject: Subject, slowdown: u32, part: &'static str) -> Option<String> {
        let whole = self.median(subject, slowdown, part)?;
        if subject == EMPTY {
            return Some(format!("{whole:.1}"));
        }
        let added = self.added(subject, slowdown, part)?;
        let ratio = added / self.added(OURS, slowdown, part)?;
        Some(format!("{whole:.1} (+{added:.1}, **{ratio:.2}**)"))
    }
}

fn median(mut figures: Vec<f64>) -> Option<f64> {
    figures.sort_by(f64::total_cmp);
    let (low, high) = (figures.get(figures.len().checked_sub(1)? / 2)?, figures.get(figures.len() / 2)?);
    Some((low + high) / 2.0)
}
