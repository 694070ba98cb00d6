//! What a running collector used: processor time, rows, and room on the disk.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::serve::Collector;

/// What the collector used since it started.
pub(crate) struct Used {
    pub(crate) cpu_us: f64,
    pub(crate) rows: f64,
    pub(crate) bytes: f64,
}

impl Used {
    /// Until now.
    pub(crate) fn of(collector: &Collector, folder: &Path) -> Result<Self> {
        let metrics = collector.text("/metrics")?;
        let rows = metrics.lines().find_map(|line| line.strip_prefix("corncrake_rows_written_total "));
        let stat = fs::read_to_string(format!("/proc/{}/stat", collector.process()))?;
        // pid (name) state ...; user and system time are the 12th and 13th after the name.
        let fields: Vec<&str> =
            stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
        let ticks =
            |place: usize| fields.get(place).and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or(0.0);
        // Linux counts in hundredths of a second, whatever its clock does.
        let cpu_us = (ticks(11) + ticks(12)) * 10_000.0;
        Ok(Self { cpu_us, rows: rows.context("no rows")?.parse()?, bytes: size(folder)? as f64 })
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

/// The bytes of a folder's files, but for the journals of its databases.
fn size(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_journal = name.to_string_lossy().ends_with("-wal") || name.to_string_lossy().ends_with("-shm");
        bytes += match entry.metadata()? {
            meta if meta.is_dir() => size(&entry.path())?,
            meta if !is_journal => meta.len(),
            _ => 0,
        };
    }
    Ok(bytes)
}
