//! `npm start`: set up, build, serve, and say where everything is.

use std::{sync::mpsc, time::Duration};

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::{client, collector, command::say, data::Data, own_project, serve::Collector, tools};

/// The project that `/demo/` sends to.
const DEMO: &str = "demo";
/// A page of the demo comes from this machine; loopback hosts match on every port.
const DEMO_ORIGINS: [&str; 2] = ["http://127.0.0.1", "http://localhost"];
/// How often is looked whether the collector still runs.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Sets up and builds.
pub(crate) fn build() -> Result<()> {
    tools::for_building()?;
    say("Building the client");
    client::build()?;
    say("Building the collector");
    collector::build()
}

/// Sets up, builds and serves until it is told to stop.
pub(crate) fn start() -> Result<()> {
    build()?;
    serve()
}

/// Serves what is built until it is told to stop.
pub(crate) fn serve() -> Result<()> {
    // First of all, so that no Ctrl-C can leave a workerd behind.
    let (stop, stopped) = mpsc::channel();
    ctrlc::set_handler(move || {
        let _ = stop.send(());
    })?;
    let data = Data::open()?;
    let mut collector = own_project::start(&data)?;
    let greeted = greet(&collector, &data);
    while greeted.is_ok() {
        match stopped.recv_timeout(LOOK_EVERY) {
            Err(mpsc::RecvTimeoutError::Timeout) => {
                if let Some(status) = collector.ended()? {
                    bail!("workerd ended by itself ({status}); what it acknowledged is on disk");
                }
            }
            _ => break,
        }
    }
    collector.stop()?;
    greeted?;
    println!("\nStopped. The data is in {}", data.folder.display());
    Ok(())
}

fn greet(collector: &Collector, data: &Data) -> Result<()> {
    make_demo(collector)?;
    let link = collector.post("/api/login-links", json!({}))?;
    let path = link["path"].as_str().context("no login link")?;
    let address = &collector.address;
    let token = match &data.token_file {
        Some(file) => format!("the token is in {}", file.display()),
        None => "the token is the ADMIN_TOKEN of the environment".to_owned(),
    };
    println!(
        "
Corncrake is ready: heard, never seen.

  Log in      {address}{path}
  Dashboard   {address}/
  Demo        {address}/demo/
  Admin API   {address}/api/projects   ({token})
  Data        {}

The login link works once, for 12 hours. Press Ctrl-C to stop.",
        data.folder.display()
    );
    Ok(())
}

fn make_demo(collector: &Collector) -> Result<()> {
    let projects = collector.get("/api/projects")?;
    let there = projects["projects"].as_array().context("no list of projects")?;
    if there.iter().any(|project| project["name"] == DEMO) {
        return Ok(());
    }
    collector.post("/api/projects", json!({ "name": DEMO, "origins": DEMO_ORIGINS })).map(drop)
}
