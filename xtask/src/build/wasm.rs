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

use crate::tools::{
    command::{cargo, command, output, run, run_quietly},
    install::TARGET,
    paths,
};

/// Compiles a crate of ours for wasm by a profile of Cargo.toml, and gives the path of the raw
/// module. Flags of its own have it built in a folder of its own: Cargo would build everything
/// anew at each change.
pub(crate) fn compile(package: &str, profile: &str, features: &[&str], flags: &[&str]) -> Result<PathBuf> {
    let mut build = cargo();
    build.args(["rustc", "--profile", profile, "--target", TARGET, "--package", package]);
    let target =
        paths::root().join(if flags.is_empty() { "target".into() } else { format!("target/{package}") });
    build.args(features).arg("--target-dir").arg(&target);
    // Without the rlib beside it: what that exports, link-time optimisation would keep.
    build.args(["--lib", "--crate-type", "cdylib"]);
    run(with_flags(&mut build, flags))?;
    let file = format!("{}.wasm", package.replace('-', "_"));
    Ok(target.join(TARGET).join(profile).join(file))
}

/// Keeps this machine's folders out of the module, so that its size is the same everywhere.
fn with_flags<'a>(build: &'a mut Command, flags: &[&str]) -> &'a mut Command {
    let remap = |from: PathBuf, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    let mut all = vec![remap(paths::root(), "corncrake"), remap(paths::cargo_home(), "cargo")];
    all.extend(flags.iter().map(|flag| (*flag).to_owned()));
    build.env("CARGO_ENCODED_RUSTFLAGS", all.join("\u{1f}"))
}

/// The features that rustc 1.95 emits for wasm32, and every engine of the last years runs. Named one by
/// one: `--all-features` makes modules that no browser takes yet.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// wasm-opt on a module, with these flags.
fn wasm_opt(from: &Path, to: &Path, flags: &[&str]) -> Command {
    let mut tool = command(paths::root().join("node_modules/.bin/wasm-opt"));
    tool.args(flags).args(FEATURES).arg(from).arg("-o").arg(to);
    tool
}

/// Optimises a module in place.
pub(crate) fn optimise(module: &Path, flags: &[&str]) -> Result<()> {
    let out = module.with_extension("opt");
    let mut tool = wasm_opt(module, &out, flags);
    run_quietly(tool.args(["--strip-debug", "--strip-producers", "--strip-target-features"]))?;
    Ok(fs::rename(out, module)?)
}

/// Takes out the section that lists the features of a module. rustc's own library names some that
/// our code was told to do without, and wasm-bindgen would believe it.
pub(crate) fn forget_features(from: &Path, to: &Path) -> Result<()> {
    run_quietly(&mut wasm_opt(from, to, &["--strip-target-features", "--debuginfo"]))
}

/// Shortens the names of a module's imports and exports to one letter, in place, and lists them.
pub(crate) fn shorten_names(module: &Path) -> Result<String> {
    let out = module.with_extension("short");
    let printed = output(&mut wasm_opt(module, &out, &["--minify-imports-and-exports-and-modules"]))?;
    fs::rename(out, module)?;
    Ok(printed)
}

/// Instructions that JavaScript has no operation for.
const LOWERED: [&str; 3] =
    ["--llvm-nontrapping-fptoint-lowering", "--signext-lowering", "--llvm-memory-copy-fill-lowering"];

/// The module as JavaScript: an ES module whose `instantiate` takes what the module imports
/// and gives what it exports.
pub(crate) fn to_javascript(module: &Path, to: &Path) -> Result<()> {
    let plain = to.with_extension("wasm");
    run_quietly(&mut wasm_opt(module, &plain, &LOWERED))?;
    let mut tool = command(paths::root().join("node_modules/.bin/wasm2js"));
    let text = output(tool.args(["-Oz", "--enable-bulk-memory"]).arg(&plain))?;
    // It ends by handing over what it imported from 'a'; we do that ourselves.
    let body = text.strip_prefix("import * as a from 'a';\n");
    let body = body.and_then(|body| body.split_once("\nvar retasmFunc = asmFunc(")).map(|(body, _)| body);
    let body = body.ok_or_else(|| anyhow::anyhow!("wasm2js does not write as it did"))?;
    Ok(fs::write(to, format!("{body}\nexport {{ asmFunc as instantiate }};\n"))?)
}

/// The newest syntax in published files: `docs/client.md` lists the engines that read it,
/// and a test parses every file.
pub(crate) const SYNTAX: &str = "--target=es2020";

/// esbuild, to which arguments are added.
pub(crate) fn esbuild() -> Command {
    let mut tool = bundler();
    tool.arg("--minify");
    tool
}

/// The same, for what something else minifies.
pub(crate) fn bundler() -> Command {
    let mut tool = command(paths::root().join("node_modules/.bin/esbuild"));
    tool.args(["--bundle", "--log-level=warning"]);
    tool
}

/// How terser is told to look at it: no function of ours needs its arguments counted, and what is
/// called once may stand where it is called.
const TERSER: &str =
    "passes=3,unsafe_arrows=true,pure_getters=true,keep_fargs=false,hoist_props=false,inline=1";

/// Has terser minify what is bundled: it makes less of it than esbuild does (of the client a
/// twelfth), and leaves no name of the tag to the page.
pub(crate) fn minify(whole: &Path, out: &Path) -> Result<()> {
    let mut terser = command(paths::root().join("node_modules/.bin/terser"));
    terser.arg(whole).args(["--module", "--ecma", "2020", "--mangle", "--compress", TERSER]);
    run_quietly(terser.arg("--output").arg(out))?;
    let text = fs::read_to_string(out)?;
    Ok(fs::write(out, text.trim_end().trim_end_matches(';'))?)
}
