//! The harness of the end-to-end tests: a real collector, a real browser, a real site.
//!
//! Nothing here is a stand-in. The collector is started as `npm start` starts it, on a
//! port and a data folder of its own; browsers are driven over WebDriver.

// Tests wait for real processes; the ban on the clock is for what they test.
#![allow(clippy::disallowed_methods)]
#![deny(missing_docs)]

pub mod alerts;
pub mod browser;
pub mod collector;
pub mod demo;
pub mod http;
pub mod inspect;
pub mod lost_visits;
pub mod matrix;
pub mod package;
pub mod people;
mod ports;
pub mod scenario;
pub mod sentry;
pub mod site;
mod test_times;
pub mod wait;
pub mod xorshift;

use std::path::{Path, PathBuf};

pub use ports::free_port;

/// The repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}
