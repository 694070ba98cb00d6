//! `npm start`: set up, build, and become the launcher of the package that was built. Everything
//! else of a start is there, in JavaScript (`collector-worker/npm`), so that a checkout and an
//! installed package run the same code.

use std::{os::unix::process::CommandExt, path::PathBuf, process::Command};

use anyhow::{Context, Result, anyhow};

use crate::{build, tools::paths};

/// Sets up, builds and serves until Ctrl-C.
pub(crate) fn start() -> Result<()> {
    build::all()?;
    serve()
}

/// Serves the last build until Ctrl-C.
pub(crate) fn serve() -> Result<()> {
    let mut launcher = command();
    if std::env::var_os("DATA_DIR").is_none_or(|folder| folder.is_empty()) {
        // The checkout's own, from wherever in it this was started.
        launcher.env("DATA_DIR", paths::root().join("data"));
    }
    Err(anyhow!(launcher.exec()).context("cannot start node"))
}

/// The launcher, to be started by Node.
pub(crate) fn command() -> Command {
    let mut node = Command::new("node");
    node.arg(paths::collector_package().join("command.js")).arg("start");
    node
}

/// The program itself: npm's launcher would stand between us and its signals.
pub(crate) fn workerd() -> Result<PathBuf> {
    let folder = paths::root().join("node_modules/@cloudflare");
    let packages = std::fs::read_dir(&folder).context("workerd is not installed; run npm start")?;
    packages
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("workerd-"))
        .map(|entry| entry.path().join("bin/workerd"))
        .find(|path| path.is_file())
        .context("there is no workerd for this machine in node_modules")
}
