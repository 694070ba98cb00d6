//! Resources of a running process: processor time; and of a collector, rows and room in a
//! project's database.

use std::fs;

use anyhow::{Context, Result};

use crate::bench::collector::Collector;

/// Microseconds of a tick, in which Linux counts processor time whatever its clock does.
const TICK_US: f64 = 10_000.0;

/// Microseconds of processor time that a process used since it started.
pub(crate) fn cpu_us(process: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // pid (name) state ...; user and system time are the 12th and 13th after the name.
    let fields: Vec<&str> = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
    let ticks = |place: usize| -> Result<f64> { Ok(fields.get(place).context("no times")?.parse()?) };
    Ok((ticks(11)? + ticks(12)?) * TICK_US)
}

/// The resources that a collector used since it started.
#[derive(Default)]
pub(crate) struct Usage {
    pub(crate) cpu_us: f64,
    pub(crate) rows: f64,
    pub(crate) bytes: f64,
}

impl Usage {
    /// Until now; the bytes are those of one project.
    pub(crate) fn of(collector: &Collector, key: &str) -> Result<Self> {
        let metrics = collector.text("/metrics")?;
        let rows = metrics.lines().find_map(|line| line.strip_prefix("corncrake_rows_written_total "));
        let project = collector.get(&format!("/api/projects/{key}"))?;
        let bytes = project["storage"]["bytes"].as_f64().context("no bytes")?;
        Ok(Self { cpu_us: cpu_us(collector.process())?, rows: rows.context("no rows")?.parse()?, bytes })
    }

    /// Between then and now.
    pub(crate) fn since(&self, before: &Self) -> Self {
        Self {
            cpu_us: self.cpu_us - before.cpu_us,
            rows: self.rows - before.rows,
            bytes: self.bytes - before.bytes,
        }
    }
}
