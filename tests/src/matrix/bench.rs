//! What every set-up is tried on: one collector, one Chromium, and a project with the packed package for what
//! runs without a page.

use std::{fs, path::Path, process::Command, time::Duration};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{
    browser::Browser, collector::Collector, matrix::set_up::SetUp, package::consumer::Consumer, root,
    wait::within,
};

/// What is run before the scripts of every page.
const RECORDER: &str = include_str!("../../matrix/shop/recorder.js");
/// How long a failure may take to arrive; what has not come by then is not told.
const PATIENCE: Duration = Duration::from_secs(20);

/// What every set-up is tried on.
pub struct Bench {
    /// The collector that all of them send to, each with a project of its own.
    pub collector: Collector,
    /// A Chromium that records what pages meet.
    pub browser: Browser,
    /// A project for scripts without a page.
    pub project: Consumer,
}

impl Bench {
    /// Starts all of it.
    pub async fn start() -> Result<Self> {
        let (collector, browser) = (Collector::start()?, Browser::open().await?);
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": RECORDER }))?;
        let project = Consumer::install()?;
        project.add("matrix/processes")?;
        Ok(Self { collector, browser, project })
    }

    /// A project of the collector, and its endpoint.
    pub fn endpoint(&self, name: &str) -> Result<(String, String)> {
        let key = self.collector.project(name, &["http://127.0.0.1", "node", "null"])?;
        let endpoint = format!("{}/v1/{key}", self.collector.address());
        Ok((key, endpoint))
    }

    /// Waits until an issue has each of these messages, or does no longer.
    pub async fn wait_for(&self, key: &str, messages: &[&str]) -> Result<()> {
        let arrived = within(PATIENCE, "all failures", async || {
            let issues = self.collector.issues(key)?;
            let has = |message: &&str| {
                issues
                    .iter()
                    .any(|issue| issue["title"].as_str().is_some_and(|title| title.contains(*message)))
            };
            Ok(messages.iter().all(has).then_some(()))
        });
        // Which of them are missing is seen by whoever reads them all.
        let _ = arrived.await;
        Ok(())
    }

    /// Every issue of a project with its latest event.
    pub fn issues(&self, key: &str) -> Result<Vec<Value>> {
        let issues = self.collector.issues(key)?;
        let ids = issues.iter().filter_map(|issue| issue["id"].as_str());
        ids.map(|id| self.collector.get(&format!("/api/projects/{key}/issues/{id}"))).collect()
    }

    /// What a set-up is made with, as it is installed.
    pub fn versions(&self, set_up: &SetUp) -> Result<String> {
        let version = |name: &&str| -> Result<String> {
            let found = match *name {
                "chromium" => {
                    let version = self.browser.devtools("Browser.getVersion", json!({}))?;
                    let product = version["product"].as_str().context("no version")?;
                    product.split('/').next_back().unwrap_or_default().to_owned()
                }
                "node" => printed("node", "--version")?.trim_start_matches('v').to_owned(),
                package => installed(package)?,
            };
            Ok(format!("{} {found}", name.trim_end_matches("-4")))
        };
        let all: Vec<String> = set_up.versions.iter().map(version).collect::<Result<_>>()?;
        Ok(all.join(", "))
    }
}

fn printed(program: &str, argument: &str) -> Result<String> {
    let output = Command::new(program).arg(argument).output().with_context(|| program.to_owned())?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// The version of an installed package.
fn installed(package: &str) -> Result<String> {
    let folders = ["tests/node_modules", "tests/matrix/node_modules", "node_modules"];
    let manifest = |folder: &&str| root().join(folder).join(package).join("package.json");
    let found = folders.iter().map(manifest).find(|file| Path::exists(file));
    let file = found.with_context(|| format!("{package} is not installed"))?;
    let manifest: Value = serde_json::from_slice(&fs::read(file)?)?;
    Ok(manifest["version"].as_str().context("no version")?.to_owned())
}
