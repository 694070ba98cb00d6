//! From Rust to the wasm and glue that a runtime loads: cargo, wasm-bindgen, wasm-opt.
//!
//! wasm-bindgen is linked in as a library, so that a fresh machine compiles it in a minute
//! instead of installing its command line for many.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use crate::{
    command::{cargo, command, run, run_quietly},
    place,
    tools::TARGET,
};

/// Compiles a crate of ours for wasm and gives the path of the raw module.
pub(crate) fn compile(package: &str, features: &[&str]) -> Result<PathBuf> {
    let mut build = cargo();
    build.args(["rustc", "--profile", "wasm-release", "--target", TARGET, "--package", package]);
    build.args(features).arg("--target-dir").arg(place::root().join("target"));
    // Without the rlib beside it: what that exports, link-time optimisation would keep.
    build.args(["--lib", "--crate-type", "cdylib"]);
    run(without_local_paths(&mut build))?;
    let file = format!("{}.wasm", package.replace('-', "_"));
    Ok(place::root().join("target").join(TARGET).join("wasm-release").join(file))
}

/// Keeps this machine's folders out of the module, so that its size is the same everywhere.
fn without_local_paths(build: &mut Command) -> &mut Command {
    let remap = |from: PathBuf, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    let flags = [remap(place::root(), "corncrake"), remap(place::cargo_home(), "cargo")];
    build.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
}

/// What rustc 1.95 emits for wasm32, and every engine of the last years runs. Named one by
/// one: `--all-features` makes modules that no browser takes yet.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Optimises a module in place.
pub(crate) fn optimise(module: &Path, flags: &[&str]) -> Result<()> {
    let out = module.with_extension("opt");
    let mut tool = command(place::root().join("node_modules/.bin/wasm-opt"));
    tool.args(flags).args(["--strip-debug", "--strip-producers", "--strip-target-features"]).args(FEATURES);
    tool.arg(module).arg("-o").arg(&out);
    run_quietly(&mut tool)?;
    Ok(fs::rename(out, module)?)
}

/// esbuild, to which arguments are added.
pub(crate) fn esbuild() -> Command {
    let mut tool = command(place::root().join("node_modules/.bin/esbuild"));
    tool.args(["--bundle", "--minify", "--log-level=warning"]);
    tool
}
