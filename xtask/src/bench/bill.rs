//! What Cloudflare would ask for so many events a day, from the rows that `bench ingest` has measured
//! and docs/storage.md records. It measures nothing itself.

use std::fs;

use anyhow::{Context, Result};

use crate::tools::paths::root;

/// Days of a month.
const DAYS: f64 = 30.0;
/// The rates of events that are billed, in events a day.
const EVENTS_A_DAY: [f64; 3] = [100_000.0, 5_000_000.0, 100_000_000.0];
/// The ways in which events come, by their row of the table, and how many a request carries.
const WAYS: [(&str, &str, f64); 3] = [
    ("one by one, of one issue", "one hot issue", 1.0),
    ("one by one, of 1,000 issues", "1,000 issues, counted", 1.0),
    ("in batches of 10, of 1,000 issues", "batches of 10, counted", 10.0),
];

/// A price of the paid plan, as Cloudflare's documents had it in November 2026: what is included a month,
/// and dollars a million beyond that.
struct Price {
    included: f64,
    a_million: f64,
}

impl Price {
    fn of(&self, used: f64) -> f64 {
        (used - self.included).max(0.0) / 1e6 * self.a_million
    }
}

/// The plan itself, a month.
const PLAN: f64 = 5.0;
const REQUESTS: Price = Price { included: 10e6, a_million: 0.30 };
/// Milliseconds of processor time.
const CPU_MS: Price = Price { included: 30e6, a_million: 0.02 };
const OBJECT_REQUESTS: Price = Price { included: 1e6, a_million: 0.15 };
/// GB seconds for which objects are awake.
const AWAKE: Price = Price { included: 400e3, a_million: 12.50 };
const ROWS_WRITTEN: Price = Price { included: 50e6, a_million: 1.00 };
/// Bytes that are stored: 5 GB, then $0.20 a GB.
const STORED: Price = Price { included: 5e9, a_million: 0.000_2 };

/// GB that an object is billed with.
const OBJECT_GB: f64 = 0.128;
/// Requests a second that one object is planned for: a third of what it takes at most.
const OBJECT_RATE: f64 = 300.0;
/// Events a second that one object accepts in the long run, by default (`PROJECT_EVENTS_PER_SECOND`).
const OBJECT_EVENTS: f64 = 500.0;
/// Bytes that one object may store, by default (`PROJECT_MEGABYTES`).
const OBJECT_BYTES: f64 = 1e9;
/// Days for which events are stored, by default.
const RETENTION_DAYS: f64 = 90.0;

/// A row of the table in docs/storage.md, for one event.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Measured {
    rows: f64,
    bytes: f64,
    cpu_us: f64,
}

impl Measured {
    fn of(page: &str, case: &str) -> Result<Self> {
        let line = page.lines().find(|line| line.starts_with(&format!("| {case} |")));
        let cells: Vec<&str> = line.with_context(|| format!("no row {case:?}"))?.split('|').collect();
        let number = |place: usize| -> Result<f64> {
            let text = cells.get(place).context("too few columns")?.trim().replace(',', "");
            text.parse().with_context(|| format!("{text:?} is no number"))
        };
        Ok(Self { rows: number(4)?, bytes: number(5)?, cpu_us: number(7)? })
    }
}

/// A month's bill, in dollars.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Bill {
    objects: f64,
    requests: f64,
    cpu: f64,
    awake: f64,
    rows: f64,
    stored: f64,
}

impl Bill {
    fn of(events_a_day: f64, a_request: f64, measured: Measured) -> Self {
        let (events, requests) = (events_a_day * DAYS, events_a_day * DAYS / a_request);
        let events_a_second = events_a_day / 86_400.0;
        let by_requests = events_a_second / a_request / OBJECT_RATE;
        let objects = by_requests.max(events_a_second / OBJECT_EVENTS).ceil().max(1.0);
        // An object that is written to all day is awake all day.
        let awake = objects * OBJECT_GB * DAYS * 86_400.0;
        let stored = (events_a_day * RETENTION_DAYS * measured.bytes).min(objects * OBJECT_BYTES);
        Self {
            objects,
            requests: REQUESTS.of(requests) + OBJECT_REQUESTS.of(requests),
            cpu: CPU_MS.of(events * measured.cpu_us / 1e3),
            awake: AWAKE.of(awake),
            rows: ROWS_WRITTEN.of(events * measured.rows),
            stored: STORED.of(stored),
        }
    }

    fn sum(&self) -> f64 {
        PLAN + self.requests + self.cpu + self.awake + self.rows + self.stored
    }
}

/// The table, in Markdown.
fn table(page: &str) -> Result<String> {
    let mut lines = vec![
        "| events a day | sent | objects | requests | CPU | objects awake | rows written | storage | a month |".to_owned(),
        "|--:|---|--:|--:|--:|--:|--:|--:|--:|".to_owned(),
    ];
    for events in EVENTS_A_DAY {
        for (way, case, a_request) in WAYS {
            let bill = Bill::of(events, a_request, Measured::of(page, case)?);
            lines.push(format!(
                "| {} million | {way} | {} | ${:.0} | ${:.0} | ${:.0} | ${:.0} | ${:.0} | **${:.0}** |",
                events / 1e6,
                bill.objects,
                bill.requests,
                bill.cpu,
                bill.awake,
                bill.rows,
                bill.stored,
                bill.sum()
            ));
        }
    }
    Ok(lines.join("\n"))
}

/// Prints it.
pub(crate) fn bill() -> Result<()> {
    println!("{}", table(&fs::read_to_string(root().join("docs/storage.md"))?)?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bill_in_the_documents_is_that_of_the_measured_rows() {
        let read = |page: &str| fs::read_to_string(root().join("docs").join(page)).unwrap();
        let table = table(&read("storage.md")).unwrap();
        assert!(read("scaling.md").contains(&table), "docs/scaling.md should have\n{table}");
    }

    #[test]
    fn what_is_included_costs_the_plan_alone() {
        let nothing = Measured { rows: 0.0, bytes: 0.0, cpu_us: 0.0 };
        let quiet = Bill::of(1_000.0, 1.0, nothing);
        assert!((quiet.sum() - PLAN).abs() < 1e-9, "{quiet:?}");
        let busy = Bill::of(100e6, 1.0, Measured { rows: 1.0, ..nothing });
        // 3,000 million rows, of which 50 are included.
        assert!((busy.rows - 2_950.0).abs() < 1e-6 && busy.objects > 3.0, "{busy:?}");
        // 1,157 events a second in few requests, of which one object accepts 500.
        assert!((Bill::of(100e6, 10.0, nothing).objects - 3.0).abs() < 1e-9);
    }
}
