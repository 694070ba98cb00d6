//! Measurements that people read: side by side in one run, printed as ratios, asserted by
//! nothing.

mod bill;
mod client;
mod collector;
mod dashboard;
mod event;
mod ingest;
mod memory;
mod parse;
mod usage;
mod wrk;

use std::{fs, path::Path};

use anyhow::Result;

pub(crate) use bill::bill;
pub(crate) use client::client;
pub(crate) use dashboard::dashboard;
pub(crate) use ingest::ingest;
pub(crate) use memory::memory;
pub(crate) use parse::parse;

/// Measures with a folder of its own, which is deleted whatever came of it.
fn in_folder(measure: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("corncrake-bench-{}", std::process::id()));
    fs::create_dir(&folder)?;
    let measured = measure(&folder);
    fs::remove_dir_all(&folder)?;
    measured
}
