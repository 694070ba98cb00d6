//! The project that the dashboard reports its own violations to: made at the first start on a
//! data folder, and named to the collector by a variable from then on.
//!
//! Who sets the variable, and be it to nothing, has decided; and who deletes the project does
//! not get it back.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use serde_json::json;

use crate::{data::Data, serve::Collector};

const VARIABLE: &str = "OWN_PROJECT";
const NAME: &str = "dashboard";
/// The dashboard is looked at from this machine; loopback hosts match on every port.
const ORIGINS: [&str; 2] = ["http://127.0.0.1", "http://localhost"];

/// Starts a collector that knows its project; the first time, it has to be started twice.
pub(crate) fn start(data: &Data) -> Result<Collector> {
    if std::env::var_os(VARIABLE).is_some() {
        return Collector::start(data, &[]);
    }
    if let Ok(key) = fs::read_to_string(kept(data)) {
        return Collector::start(data, &[(VARIABLE, key.trim())]);
    }
    let mut collector = Collector::start(data, &[])?;
    let project = collector.post("/api/projects", json!({ "name": NAME, "origins": ORIGINS }))?;
    let key = project["key"].as_str().context("no key")?;
    fs::write(kept(data), key)?;
    collector.stop()?;
    drop(collector);
    Collector::start(data, &[(VARIABLE, key)])
}

fn kept(data: &Data) -> PathBuf {
    data.folder.join("own-project")
}
