//! Applications of `tests/frameworks`: each uses our entry for its framework as the README says, and is built
//! for production by the framework's own command, with the package beside it. A test starts a copy, in which
//! the endpoint is that of its collector.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use anyhow::Result;

use crate::{
    package::{
        kept_build::{KeptBuild, Line},
        stock_server::AppServer,
    },
    root, test_times,
};

/// The endpoint that stands in the applications.
pub(crate) const ENDPOINT: &str = "https://errors.example/v1/abc123def45";

/// The address of a collector that stands in routes of the applications.
const COLLECTOR: &str = "https://errors.example.com";

/// One test at a time builds and looks: a client that has to share its processor with four builds gives up
/// events to spare the application.
static TURN: Mutex<()> = Mutex::new(());

/// One application.
pub struct FrameworkApp {
    /// Its folder in `tests/frameworks`.
    pub name: &'static str,
    /// What builds it.
    pub builds: &'static [Line],
}

impl FrameworkApp {
    /// Builds it unless that is done, and gives a copy.
    pub fn deploy(&self) -> Result<FrameworkDeploy> {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        test_times::begin();
        let sources = vec![(format!("frameworks/{}", self.name), "")];
        let build = KeptBuild { name: format!("framework-{}", self.name), sources, lines: self.builds };
        Ok(FrameworkDeploy { folder: build.copy()?, _turn: turn })
    }

    /// A file of its sources, by its path there.
    pub fn file(&self, path: &str) -> Result<String> {
        Ok(fs::read_to_string(root().join("tests/frameworks").join(self.name).join(path))?)
    }
}

/// A built application, ready to be started.
pub struct FrameworkDeploy {
    folder: PathBuf,
    _turn: MutexGuard<'static, ()>,
}

impl FrameworkDeploy {
    /// Has it send to this endpoint.
    pub fn send_to(&self, endpoint: &str) -> Result<()> {
        write_address(&self.folder, ENDPOINT, endpoint)
    }

    /// Has its route lead to this collector.
    pub fn route_to(&self, collector: &str) -> Result<()> {
        write_address(&self.folder, COLLECTOR, collector)
    }

    /// Starts its server, and waits until it prints a word.
    pub fn start(&self, line: &[&str], ready: &str) -> Result<AppServer> {
        AppServer::start(&self.folder, line, ready)
    }
}

/// Writes another address into every file that has one of the sources'.
pub(crate) fn write_address(path: &Path, address: &str, other: &str) -> Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            write_address(&entry?.path(), address, other)?;
        }
    } else if let Ok(text) = fs::read_to_string(path)
        && text.contains(address)
    {
        fs::write(path, text.replace(address, other))?;
    }
    Ok(())
}
