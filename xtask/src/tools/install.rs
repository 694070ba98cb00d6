//! Installs on a fresh machine: the wasm target, npm packages, and tools that cargo compiles. What
//! is there is left alone, so that a second run takes no time. Debian's packages are in `debian`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::tools::{
    command::{cargo, command, output, run, run_quietly, say},
    debian, paths,
};

/// The target that wasm is built for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The versions of what `cargo install` makes. wasm-bindgen's is the library's own.
const WASM_BINDGEN: &str = "0.2.130";
const WASM_PACK: &str = "0.15.1";
const GECKODRIVER: &str = "0.37.1";
const CARGO_DENY: &str = "0.20.2";

/// Installs everything for building and serving.
pub(crate) fn for_building() -> Result<()> {
    wasm_target()?;
    npm(&paths::root())
}

/// Installs everything for testing besides.
pub(crate) fn for_testing() -> Result<TestTools> {
    npm(&paths::root().join("tests"))?;
    // The edge's own configuration is run by wrangler.
    npm(&paths::root().join("collector-worker"))?;
    npm(&paths::root().join("tests/sentry"))?;
    let bindgen = cargo_tool("wasm-bindgen-cli", WASM_BINDGEN, false)?;
    let pack = cargo_tool("wasm-pack", WASM_PACK, true)?;
    let gecko = cargo_tool("geckodriver", GECKODRIVER, true)?;
    debian::browsers()?;
    let mut path = vec![bindgen, pack, gecko];
    path.extend(debian::proxies()?);
    path.extend(debian::sentry_sdks()?);
    path.extend(debian::content_blocker()?);
    path.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    Ok(TestTools { path: std::env::join_paths(path)? })
}

/// The folder of `cargo-deny`, which checks licences, sources and vulnerabilities.
pub(crate) fn cargo_deny() -> Result<PathBuf> {
    cargo_tool("cargo-deny", CARGO_DENY, true)
}

/// Where the tools of tests are found.
pub(crate) struct TestTools {
    pub(crate) path: std::ffi::OsString,
}

fn wasm_target() -> Result<()> {
    let sysroot = output(command("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).join("lib").is_dir() {
        return Ok(());
    }
    say("Adding the wasm target");
    run(command("rustup").args(["target", "add", TARGET]))
}

/// Installs a folder's npm packages, as its lockfile has them.
pub(crate) fn npm(folder: &Path) -> Result<()> {
    let modified = |path: PathBuf| fs::metadata(path).and_then(|meta| meta.modified()).ok();
    let lock = modified(folder.join("package-lock.json")).context("no package-lock.json")?;
    if modified(folder.join("node_modules/.package-lock.json")).is_some_and(|installed| installed >= lock) {
        return Ok(());
    }
    say(&format!("Installing npm packages in {}", folder.display()));
    // Not `npm ci`: that fails where a registry lacks the optional package of a platform that
    // is not even this one. The lockfile's versions and digests hold all the same.
    let quiet = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
    run_quietly(command("npm").current_dir(folder).arg("install").args(quiet))
}

fn cargo_tool(name: &str, version: &str, locked: bool) -> Result<PathBuf> {
    let root = paths::tools().join(format!("{name}-{version}"));
    let bin = root.join("bin");
    if root.join(".crates.toml").is_file() {
        return Ok(bin);
    }
    say(&format!("Compiling {name} {version}, once for all checkouts (minutes)"));
    let mut install = cargo();
    install.args(["install", "--root"]).arg(&root).arg(format!("{name}@{version}"));
    if locked {
        install.arg("--locked");
    }
    // A build folder of its own: the running task holds the lock of ours.
    run(install.env("CARGO_TARGET_DIR", paths::build().join("tools")))?;
    Ok(bin)
}
