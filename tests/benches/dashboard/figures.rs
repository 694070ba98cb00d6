//! The measurements, and their table, which is Markdown that reads as text too.

use std::time::Duration;

use crate::cases::TableSection;

/// The measurements of a request, in one project.
#[derive(Default)]
pub(crate) struct RequestFigures {
    pub(crate) took: Vec<Duration>,
    pub(crate) rows_read: u64,
    pub(crate) bytes: usize,
}

impl RequestFigures {
    /// Milliseconds within which this share of the answers came.
    pub(crate) fn ms(&self, share: f64) -> f64 {
        let mut sorted = self.took.clone();
        sorted.sort_unstable();
        let place = ((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1));
        sorted.get(place).copied().unwrap_or_default().as_secs_f64() * 1_000.0
    }
}

/// A case in all projects, the smallest first.
pub(crate) struct TableRow {
    pub(crate) part: TableSection,
    pub(crate) name: &'static str,
    pub(crate) figures: Vec<RequestFigures>,
}

impl TableRow {
    /// How much longer the largest project takes than the smallest, by the middle of each.
    pub(crate) fn growth(&self) -> f64 {
        let (Some(least), Some(most)) = (self.figures.first(), self.figures.last()) else { return 1.0 };
        most.ms(0.5) / least.ms(0.5)
    }
}

fn title(part: TableSection) -> &'static str {
    match part {
        TableSection::Base => "no-op",
        TableSection::Page => "page",
        TableSection::List => "page of issues",
        TableSection::Search => "page of issues that are found by",
        TableSection::Api => "API",
    }
}

/// Prints a table for each part.
pub(crate) fn print(rows: &[TableRow], sizes: &[&str]) {
    for part in
        [TableSection::Base, TableSection::Page, TableSection::List, TableSection::Search, TableSection::Api]
    {
        let columns: String =
            sizes.iter().map(|size| format!(" {size:>9}: p50 | {:>9} |", "p95 ms")).collect();
        println!("\n| {:<40} |{columns} growth | rows read, of each | bytes |", title(part));
        println!("|---|{}---:|---:|---:|", "---:|---:|".repeat(sizes.len()));
        for row in rows.iter().filter(|row| row.part == part) {
            let times: String = row
                .figures
                .iter()
                .map(|figures| format!(" {:>14.1} | {:>9.1} |", figures.ms(0.5), figures.ms(0.95)))
                .collect();
            let read: Vec<String> = row.figures.iter().map(|figures| figures.rows_read.to_string()).collect();
            let bytes = row.figures.last().map_or(0, |figures| figures.bytes);
            println!(
                "| {:<40} |{times} {:>6.2} | {:>18} | {bytes} |",
                row.name,
                row.growth(),
                read.join(" → ")
            );
        }
    }
}
