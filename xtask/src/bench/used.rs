//! What a running collector used: processor time, rows, and room in a project's database.

use std::fs;

use anyhow::{Context, Result};

use crate::serve::Collector;

/// What the collector used since it started.
#[derive(Default)]
pub(crate) struct Used {
    pub(crate) cpu_us: f64,
    pub(crate) rows: f64,
    pub(crate) bytes: f64,
}

impl Used {
    /// Until now; the bytes are those of one project.
    pub(crate) fn of(collector: &Collector, key: &str) -> Result<Self> {
        let metrics = collector.text("/metrics")?;
        let rows = metrics.lines().find_map(|line| line.strip_prefix("corncrake_rows_written_total "));
        let project = collector.get(&format!("/api/projects/{key}"))?;
        let stat = fs::read_to_string(format!("/proc/{}/stat", collector.process()))?;
        // pid (name) state ...; user and system time are the 12th and 13th after the name.
        let fields: Vec<&str> =
            stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
        let ticks =
            |place: usize| fields.get(place).and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or(0.0);
        // Linux counts in hundredths of a second, whatever its clock does.
        let cpu_us = (ticks(11) + ticks(12)) * 10_000.0;
        let bytes = project["storage"]["bytes"].as_f64().context("no bytes")?;
        Ok(Self { cpu_us, rows: rows.context("no rows")?.parse()?, bytes })
    }

    /// Between then and now.
    pub(crate) fn since(&self, before: &Self) -> Self {
        Self {
            cpu_us: self.cpu_us - before.cpu_us,
            rows: self.rows - before.rows,
            bytes: self.bytes - before.bytes,
        }
    }

    /// Both together.
    pub(crate) fn and(&self, other: &Self) -> Self {
        Self {
            cpu_us: self.cpu_us + other.cpu_us,
            rows: self.rows + other.rows,
            bytes: self.bytes + other.bytes,
        }
    }
}
