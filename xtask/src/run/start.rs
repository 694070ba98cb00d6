//! `npm start`: set up, build, serve, and say where everything is.

use std::{
    sync::mpsc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::{
    build,
    run::{data::Data, limits, own_project, serve::Collector, socket::ListeningSocket},
};

/// The project that `/demo/` sends to.
const DEMO: &str = "demo";
/// A page of the demo comes from this machine; loopback hosts match on every port.
const DEMO_ORIGINS: [&str; 2] = ["http://127.0.0.1", "http://localhost"];
/// Seconds of a UTC day.
const SECONDS_OF_A_DAY: u64 = 86_400;
/// The wait before a day that could not begin is tried again.
const MAINTAIN_AGAIN_AFTER: Duration = Duration::from_secs(60);
/// The interval of looks whether the collector still runs.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Sets up, builds and serves until Ctrl-C.
pub(crate) fn start() -> Result<()> {
    build::all()?;
    serve()
}

/// Serves the last build until Ctrl-C.
pub(crate) fn serve() -> Result<()> {
    // First of all, so that no Ctrl-C can leave a workerd behind.
    let (stop, stopped) = mpsc::channel();
    ctrlc::set_handler(move || {
        let _ = stop.send(());
    })?;
    if let Some(word) = limits::set() {
        eprintln!("warning: {word}");
    }
    let data = Data::open()?;
    let listening = ListeningSocket::by_environment()?;
    let is_local = listening.is_local();
    let has_demo = has_demo(is_local)?;
    let demo: &[(&str, &str)] = if has_demo { &[("DEMO", "1")] } else { &[("DEMO", "")] };
    let mut collector = own_project::start(&data, listening, demo)?;
    let mut day = DailyMaintenance::begun(&collector);
    let greeted = greet(&collector, &data, has_demo);
    if !is_local {
        println!("It is reached from other machines: put a proxy that ends TLS before it.");
    }
    while greeted.is_ok() {
        match stopped.recv_timeout(LOOK_EVERY) {
            Err(mpsc::RecvTimeoutError::Timeout) => {
                if let Some(status) = collector.ended()? {
                    bail!("workerd ended by itself ({status}); what it acknowledged is on disk");
                }
                day.look(&collector);
            }
            _ => break,
        }
    }
    collector.stop()?;
    greeted?;
    println!("\nStopped. The data is in {}", data.folder.display());
    Ok(())
}

/// The UTC day that was begun in all projects, and when to try again where that failed.
struct DailyMaintenance {
    begun: Option<u64>,
    not_before: Instant,
}

impl DailyMaintenance {
    /// At the start: what an earlier run left of past days is deleted, and alarms are set.
    fn begun(collector: &Collector) -> Self {
        let mut day = Self { begun: None, not_before: Instant::now() };
        day.look(collector);
        day
    }

    /// Begins the day where it has not begun. A clock that is set back begins it again.
    fn look(&mut self, collector: &Collector) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let today = now.as_secs() / SECONDS_OF_A_DAY;
        if self.begun == Some(today) || Instant::now() < self.not_before {
            return;
        }
        match collector.maintain() {
            Ok(()) => self.begun = Some(today),
            Err(error) => {
                eprintln!("warning: {error:#}");
                self.not_before = Instant::now() + MAINTAIN_AGAIN_AFTER;
            }
        }
    }
}

/// The demo is for a trial on one's own machine; elsewhere it is there if it is
/// asked for.
fn has_demo(is_local: bool) -> Result<bool> {
    let set = |name| std::env::var(name).ok().filter(|text| !text.is_empty());
    match set("DEMO").as_deref() {
        Some("1") => Ok(true),
        Some("0") => Ok(false),
        Some(other) => bail!("DEMO={other} is neither 1 nor 0"),
        None => Ok(is_local && set("CLIENT_IP_HEADER").is_none()),
    }
}

fn greet(collector: &Collector, data: &Data, has_demo: bool) -> Result<()> {
    if has_demo && let Err(error) = make_demo(collector) {
        // Such as on a disk that is full: the rest can be looked at.
        eprintln!("warning: the demo's project could not be made: {error:#}");
    }
    let link = collector.post("/api/login-links", json!({}))?;
    let path = link["path"].as_str().context("no login link")?;
    let address = &collector.address;
    let demo = if has_demo { format!("\n  Demo        {address}/demo/") } else { String::new() };
    let token = match &data.token_file {
        Some(file) => format!("the token is in {}", file.display()),
        None => "the token is the ADMIN_TOKEN of the environment".to_owned(),
    };
    println!(
        "
Corncrake is ready: heard, never seen.

  Log in      {address}{path}
  Dashboard   {address}/{demo}
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
