//! uBlock Origin in a real Firefox, with the lists that Debian packs with it: EasyList, EasyPrivacy and its
//! own. The browser of a test finds hosts of any name on this machine; nothing is asked of the network.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::browser::{Browser, engine::Engine};

/// The extension, below the folder that its package was unpacked into.
const EXTENSION: &str =
    "usr/share/mozilla/extensions/{ec8030f7-c20a-464f-9b0e-13a3a9e97384}/uBlock0@raymondhill.net";

impl Browser {
    /// Opens a Firefox for which each of these hosts is this machine.
    pub async fn open_with_hosts(hosts: &[&str]) -> Result<Self> {
        Self::open_with(Engine::Firefox, Engine::with_hosts(hosts)?).await
    }

    /// Adds the blocker as it is after its installation.
    pub fn add_blocker(&self) -> Result<()> {
        let body = json!({ "path": extension()?, "temporary": true });
        let answer = ureq::post(format!("{}/moz/addon/install", self.session)).send_json(body);
        let answer: Value = answer.context("the blocker is not taken")?.body_mut().read_json()?;
        ensure!(answer["value"] == "uBlock0@raymondhill.net", "{answer}");
        Ok(())
    }
}

/// Where the package was unpacked: beside one of the folders of programs.
fn extension() -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let of = |bin: PathBuf| bin.parent()?.parent().map(Path::to_owned);
    let found = std::env::split_paths(&path).filter_map(of).map(|root| root.join(EXTENSION));
    let mut found = found.filter(|extension| extension.join("manifest.json").is_file());
    found.next().context("uBlock Origin is beside no program of PATH; `cargo xtask test` unpacks it")
}
