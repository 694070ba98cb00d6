//! The commands beside `start`, as an operator runs them: of the package that was built, with Node.

use std::{
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use anyhow::{Context, Result, ensure};

use crate::root;

/// A command on a data folder, and nothing else of the environment that matters to it.
pub fn command(data: &Path, args: &[&str]) -> Command {
    let mut node = Command::new("node");
    node.arg(root().join("build/package/command.js")).args(args).env("DATA_DIR", data).stdin(Stdio::null());
    for name in ["ADMIN_TOKEN", "METRICS_TOKEN", "HOST", "PORT", "DEMO", "CLIENT_IP_HEADER"] {
        node.env_remove(name);
    }
    node
}

/// Runs one that must succeed, and gives what it printed.
pub fn run(data: &Path, args: &[&str]) -> Result<String> {
    let output = command(data, args).output()?;
    ensure!(output.status.success(), "{args:?}: {}", printed(&output));
    Ok(printed(&output))
}

/// Runs one that must fail, and gives what it printed.
pub fn fails(data: &Path, args: &[&str]) -> Result<String> {
    let output = command(data, args).output()?;
    ensure!(output.status.code() == Some(1), "{args:?}: {:?} {}", output.status, printed(&output));
    Ok(printed(&output))
}

/// Starts one, to be killed.
pub fn spawn(data: &Path, args: &[&str]) -> Result<Child> {
    let mut started = command(data, args);
    started.stdout(Stdio::null()).stderr(Stdio::null()).spawn().context("cannot start node")
}

/// What it printed.
pub fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}
