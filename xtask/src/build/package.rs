//! Gathers the npm package `corncrake-collector` in `build/package`, ready to publish: the launcher,
//! the built Worker, and the files that it serves. `npm start` runs what is there.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};

use crate::tools::paths;

/// What the runtime loads.
const COLLECTOR: [&str; 3] = ["workerd.capnp", "entry.mjs", "index_bg.wasm"];

pub(crate) fn assemble() -> Result<()> {
    let out = paths::collector_package();
    if out.exists() {
        fs::remove_dir_all(&out)?; // a file that is no longer made must not be packed
    }
    copy(&paths::root().join("collector-worker/npm"), &out)?;
    fs::copy(paths::root().join("LICENSE"), out.join("LICENSE"))?;
    fs::create_dir(out.join("collector"))?;
    for file in COLLECTOR {
        fs::copy(paths::build().join("collector").join(file), out.join("collector").join(file))?;
    }
    copy(&paths::build().join("assets"), &out.join("assets"))?;
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(out.join("package.json"))?)?;
    let version = env!("CARGO_PKG_VERSION");
    ensure!(manifest["version"] == version, "collector-worker/npm/package.json is not of version {version}");
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
