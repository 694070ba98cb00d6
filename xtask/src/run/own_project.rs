//! The project that the dashboard reports its own violations to: made at the first start on a
//! data folder, and named to the collector by a variable from then on.
//!
//! Who sets the variable, and be it to nothing, has decided; and who deletes the project does
//! not get it back.

use std::{fs, io::ErrorKind, path::PathBuf};

use anyhow::{Context, Result};
use serde_json::json;

use crate::{
    run::{data::Data, serve::Collector, socket::ListeningSocket, whole_file},
    tools::command::say,
};

/// Names the project, by its key.
const VARIABLE: &str = "CSP_REPORT_PROJECT";
/// The name that it had before.
const OLD_VARIABLE: &str = "OWN_PROJECT";
const NAME: &str = "dashboard";
/// Whatever address a proxy gives the dashboard: only pages behind the login carry the key, and
/// the limits of any project hold for who has it.
const ORIGINS: [&str; 1] = ["*"];

/// Starts a collector that knows its project; the first time, it has to be started twice.
pub(crate) fn start(
    data: &Data,
    listening: ListeningSocket,
    variables: &[(&str, &str)],
) -> Result<Collector> {
    if std::env::var_os(VARIABLE).is_some() {
        return Collector::start(data, listening, variables);
    }
    if let Ok(key) = std::env::var(OLD_VARIABLE) {
        say(&format!("{OLD_VARIABLE} is now called {VARIABLE}; the old name still works"));
        return Collector::start(data, listening, &[variables, &[(VARIABLE, &*key)]].concat());
    }
    let file = key_file(data);
    match fs::read_to_string(&file) {
        Ok(key) => {
            return Collector::start(data, listening, &[variables, &[(VARIABLE, key.trim())]].concat());
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", file.display())),
    }
    let mut collector = Collector::start(data, listening.again()?, variables)?;
    let key = find_or_make(&collector)?;
    // Whole or not at all: half a key would be no project's.
    whole_file::write(&file, &key)?;
    collector.stop()?;
    drop(collector);
    Collector::start(data, listening, &[variables, &[(VARIABLE, &key)]].concat())
}

/// A start that was broken off may have made it, and not have written which it is.
fn find_or_make(collector: &Collector) -> Result<String> {
    let projects = collector.get("/api/projects")?;
    let all = projects["projects"].as_array().context("no list of projects")?;
    let there = all.iter().find(|project| project["name"] == NAME).cloned();
    let project = match there {
        Some(project) => project,
        None => collector.post("/api/projects", json!({ "name": NAME, "origins": ORIGINS }))?,
    };
    Ok(project["key"].as_str().context("no key")?.to_owned())
}

fn key_file(data: &Data) -> PathBuf {
    data.folder.join("own-project")
}
