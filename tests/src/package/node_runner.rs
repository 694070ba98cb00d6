//! Processes of Node, with `corncrake/node` and without.

use std::{fs, process::Output};

use anyhow::{Result, ensure};
use serde_json::Value;

use crate::{collector::Collector, package::consumer::Consumer};

/// The start of every script. `ENDPOINT` is empty where the process is not watched.
pub const BEGIN: &str = "
    import { consent, flush, meta, ping, sendEvent, setup } from 'corncrake/node';
    if (process.env.ENDPOINT) setup(process.env.ENDPOINT, { release: '7', environment: 'test' });
    meta.job = 'billing';
    process.on('exit', (code) => console.log('exit', code));
";

/// A project whose scripts run in Node, and a collector.
pub struct NodeRunner {
    /// The project with the package.
    pub project: Consumer,
    /// The collector that watched processes send to.
    pub collector: Collector,
}

impl NodeRunner {
    /// Starts the collector and makes the project.
    pub fn start() -> Result<Self> {
        Ok(Self { project: Consumer::copy()?, collector: Collector::start()? })
    }

    /// Runs a script unwatched and watched. Both must end alike, down to what they print but
    /// for the process's number; gives the key of the project that received the event.
    pub fn runs_alike(&self, name: &str, flags: &[&str], script: &str) -> Result<(String, Output)> {
        let file = format!("{name}.mjs");
        fs::write(self.project.folder().join(&file), format!("{BEGIN}{script}"))?;
        let key = self.collector.project(name, &["node"])?;
        let endpoint = format!("{}/v1/{key}", self.collector.address());
        let args = [flags, &[file.as_str()]].concat();
        let plain = self.project.node(&[("ENDPOINT", "")], &args)?;
        let watched = self.project.node(&[("ENDPOINT", &endpoint)], &args)?;
        ensure!(plain.status == watched.status, "{name}: {plain:?} {watched:?}");
        ensure!(without_pid(&plain.stderr) == without_pid(&watched.stderr), "{name}: {plain:?} {watched:?}");
        ensure!(plain.stdout == watched.stdout, "{name}: {plain:?} {watched:?}");
        Ok((key, watched))
    }

    /// The one event of a project: the process is over, so it is there or never comes.
    pub fn event(&self, key: &str) -> Result<Value> {
        let issues = self.collector.issues(key)?;
        ensure!(issues.len() == 1 && issues[0]["events"] == 1, "{issues:#?}");
        let id = issues[0]["id"].as_str().unwrap_or_default();
        Ok(self.collector.get(&format!("/api/projects/{key}/issues/{id}"))?["event"].take())
    }
}

/// Node prints its number with a warning: `(node:4711)`.
pub(crate) fn without_pid(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.split("(node:");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.trim_start_matches(|c: char| c.is_ascii_digit()))
}
