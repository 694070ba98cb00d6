//! What the end-to-end tests stand on: a real collector, a real browser, a real site.
//!
//! Nothing here is a stand-in. The collector is started as `npm start` starts it, on a
//! port and a data folder of its own; browsers are driven over WebDriver.

// Tests wait for real processes; the ban on the clock is for what they test.
#![allow(clippy::disallowed_methods)]

pub mod browser;
pub mod collector;
pub mod demo;
pub mod http;
pub mod inspect;
pub mod package;
pub mod scenario;
pub mod site;

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// How long anything that should happen soon is waited for: far beyond what a busy machine
/// needs, since a test that waits proves nothing about speed.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often is looked.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}

/// A port that nobody listens on.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Looks until it is there, and says how long that took.
pub fn eventually<T>(what: &str, mut look: impl FnMut() -> Result<Option<T>>) -> Result<(T, Duration)> {
    let began = Instant::now();
    loop {
        let found = look().with_context(|| format!("looking for {what}"))?;
        if let Some(found) = found {
            return Ok((found, began.elapsed()));
        }
        if began.elapsed() > PATIENCE {
            bail!("{what} did not come in {} s", PATIENCE.as_secs());
        }
        sleep(LOOK_EVERY);
    }
}
