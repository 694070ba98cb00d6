//! Other error trackers, for the table of sizes beside ours: the packages that
//! `tests/peers` pins, each bundled as its documentation sets it up, by the bundler and the
//! flags that bundle ours.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{
    build::wasm,
    tools::{command::run_quietly, install, paths},
};

/// The entry in `tests/peers`, its package, and how it is set up.
const PEERS: [(&str, &str, &str); 8] = [
    ("sentry-default.js", "@sentry/browser", "`init`"),
    ("sentry-minimal.js", "@sentry/browser", "`BrowserClient` and global handlers alone"),
    ("honeybadger.js", "@honeybadger-io/js", "`configure`"),
    ("bugsnag.js", "@bugsnag/js", "`start`"),
    ("trackjs.js", "trackjs", "`install`"),
    ("trackx.js", "trackx", "default"),
    ("trackx-modern.js", "trackx", "modern"),
    ("trackx-lite.js", "trackx", "lite"),
];

/// The name of a peer's row: its package, the version that is pinned, how it is set up.
pub(crate) fn names() -> Result<Vec<String>> {
    let pinned: Value = serde_json::from_slice(&fs::read(paths::peers().join("package.json"))?)?;
    let name = |(_, package, how): &(&str, &str, &str)| {
        let version = pinned["devDependencies"][package].as_str().context("a peer is not pinned")?;
        Ok(format!("{package} {version}, {how}"))
    };
    PEERS.iter().map(name).collect()
}

/// The bundle of each, in the order of their names; installed and bundled where they are not.
pub(crate) fn bundles() -> Result<Vec<PathBuf>> {
    let folder = bundle()?;
    Ok(PEERS.iter().map(|(entry, ..)| folder.join(entry)).collect())
}

/// Installs them where they are not, bundles each, and gives the folder of the bundles.
pub(crate) fn bundle() -> Result<PathBuf> {
    install::npm(&paths::peers())?;
    let out = paths::build().join("peers");
    for (entry, ..) in PEERS {
        let mut bundle = wasm::esbuild();
        bundle.arg(paths::peers().join(entry)).arg("--format=iife");
        run_quietly(bundle.arg(format!("--outfile={}", out.join(entry).display())))?;
    }
    Ok(out)
}
