//! Builds the npm package `corncrake` into `client-wasm/dist`, ready to publish.
//!
//! One module is built, and goes there twice: as wasm, and as JavaScript for pages that
//! refuse wasm. The same glue serves both, so neither may use what only wasm has: values of
//! the page are numbers to the module (`reference-types` is off), which is smaller as well.

use std::{fs, path::Path};

use anyhow::{Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    build::{
        glue::{self, Names},
        hosts, panic_texts,
        stamp::Stamp,
        tag, wasm,
    },
    tools::{
        command::{run_quietly, say},
        paths,
    },
};

/// What is bundled: the entry, and the name in the package. The client proper is a file of its
/// own, which the three before it load when there is an error to tell, as do those that ask and that take
/// a person's words; it loads the last where the page refuses wasm.
const BUNDLES: [(&str, &str); 7] = [
    ("loader/index.js", "corncrake.js"),
    ("loader/script.js", "script.js"),
    ("loader/tag.js", "tag.js"),
    ("browser/client.js", "client.js"),
    ("ask/ask.js", "ask.js"),
    ("feedback/feedback.js", "feedback.js"),
    ("browser/fallback.js", "corncrake_fallback.js"),
];

/// Names of members that only our own files use, each within one bundle.
const OWN_NAMES: &str = "--mangle-props=^(told|attach|seen|chance|isPrivate|isOnline|consult|wake|isTaken)$";

/// What entries import that is made here: wasm-bindgen's glue, what the module imports of it
/// and of the files in `js`, and the module as JavaScript.
const PARTS: [(&str, &str); 3] =
    [("glue", "corncrake_bg.js"), ("imports", "imports.js"), ("module", "module.js")];

/// wasm-bindgen's glue before rules make it smaller.
const WHOLE_GLUE: &str = "whole_glue.js";

/// What the module must not use: JavaScript has neither. And LLVM is to inline a little more than at
/// its smallest: wasm-opt and brotli make less of that, one percent of the module. The stack has 64 KiB
/// in place of 1 MiB, of which 5 are in use at most: the memory is smaller, and so are addresses behind it.
const FLAGS: [&str; 3] = [
    "-Ctarget-feature=-reference-types,-multivalue",
    "-Cllvm-args=-inline-threshold=30",
    "-Clink-arg=-zstack-size=65536",
];

/// Smallest first. Rust's stack ends at address 0, so nothing lives in the lowest 1024
/// bytes, and no load of ours traps; flattening and then finding the loops anew saves another percent.
const SMALLEST: [&str; 7] =
    ["--low-memory-unused", "--ignore-implicit-traps", "--flatten", "--rereloop", "-Oz", "-Oz", "--converge"];

/// Builds what is not up to date.
pub(crate) fn build() -> Result<()> {
    let raw = wasm::compile("corncrake-client", "wasm-release", &["--no-default-features"], &FLAGS)?;
    let source = paths::root().join("client-wasm");
    let made = paths::build().join("client");
    fs::create_dir_all(&made)?;
    Stamp::of(concat!(
        include_str!("client.rs"),
        include_str!("glue.rs"),
        include_str!("hosts.rs"),
        include_str!("panic_texts.rs"),
        include_str!("tag.rs"),
        include_str!("wasm.rs")
    ))
    .and_path(&raw)?
    .and_path(&source.join("js"))?
    .and_path(&source.join("npm"))?
    .and_path(&paths::root().join("package-lock.json"))?
    .unless_done(&paths::build().join("client-done"), &paths::package().join("package.json"), || {
        say("Packing the client");
        pack(&raw, &source, &made)
    })
}

fn pack(raw: &Path, source: &Path, made: &Path) -> Result<()> {
    let out = paths::package();
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    fs::create_dir_all(&out)?;
    let module = out.join("corncrake_bg.wasm");
    bind(raw, made, &module)?;

    let js = source.join("js");
    for (entry, name) in BUNDLES {
        bundle(&js, made, entry, &out.join(name))?;
    }

    hosts::bundle(&source.join("js"), made, &out, &PARTS)?;
    for file in fs::read_dir(source.join("npm"))? {
        let file = file?;
        fs::copy(file.path(), out.join(file.file_name()))?;
    }
    fs::copy(paths::root().join("LICENSE"), out.join("LICENSE"))?;
    // What has code of others inside is passed on with their licence.
    fs::copy(paths::root().join("node_modules/web-vitals/LICENSE"), out.join("LICENSE-web-vitals"))?;
    Ok(())
}

/// Bundles one entry of `js` with the parts in `made`.
fn bundle(js: &Path, made: &Path, entry: &str, to: &Path) -> Result<()> {
    let name = to.file_name().unwrap_or_default();
    let mut bundle = wasm::bundler();
    bundle.arg(js.join(entry)).args(["--format=esm", wasm::SYNTAX, OWN_NAMES]);
    // Each is a file beside the others; an entry may not be left out of itself.
    for other in ["tag.js", "client.js", "corncrake_fallback.js"].iter().filter(|other| **other != name) {
        bundle.arg(format!("--external:./{other}"));
    }
    for (part, file) in PARTS {
        bundle.arg(format!("--alias:#{part}={}", made.join(file).display()));
    }
    if name == "corncrake.js" {
        bundle.arg(format!("--inject:{}", js.join(hosts::DOCUMENT).display()));
    }
    let whole = made.join(format!("whole-{}", name.display()));
    run_quietly(bundle.arg(format!("--outfile={}", whole.display())))?;
    if name == "script.js" {
        fs::write(&whole, tag::in_place(&fs::read_to_string(&whole)?)?)?;
    }
    wasm::minify(&whole, to)
}

/// What each rule of the glue saves: by how much `client.js` grows without it, as it is weighed.
pub(crate) fn glue_savings(weighed: impl Fn(&[u8]) -> Result<u64>) -> Result<Vec<(&'static str, i64)>> {
    build()?;
    let (made, trial) = (paths::build().join("client"), paths::build().join("client-trial"));
    hosts::copy(&made, &trial)?;
    let whole = fs::read_to_string(made.join(WHOLE_GLUE))?;
    let weigh = |glue: String| -> Result<i64> {
        fs::write(trial.join("corncrake_bg.js"), glue)?;
        let out = trial.join("client.js");
        bundle(&paths::root().join("client-wasm/js"), &trial, "browser/client.js", &out)?;
        Ok(weighed(&fs::read(out)?)?.cast_signed())
    };
    let with_all = weigh(glue::slim(&whole)?)?;
    glue::rules().map(|rule| Ok((rule, weigh(glue::slim_without(&whole, rule)?)? - with_all))).collect()
}

/// Makes the wasm, and in `made` the `PARTS`.
fn bind(raw: &Path, made: &Path, module: &Path) -> Result<()> {
    let plain = made.join("plain.wasm");
    wasm::forget_features(raw, &plain)?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&plain).typescript(false).out_name("corncrake");
    bindgen.remove_name_section(true).remove_producers_section(true);
    bindgen.bundler(true)?;
    let mut output = bindgen.generate_output()?;
    output.emit(made)?;
    let whole = fs::read_to_string(made.join("corncrake_bg.js"))?;
    fs::write(made.join(WHOLE_GLUE), &whole)?;
    let glue = glue::slim(&whole)?;

    // What the glue does not call need not be there.
    let used = glue::used(&glue);
    let exports = &mut output.wasm_mut().exports;
    let unused = exports.iter().map(|export| export.name.clone());
    let unused: Vec<_> = unused.filter(|name| !used.contains(name.as_str())).collect();
    ensure!(
        !unused.iter().any(|name| name == "__wbindgen_start"),
        "client.js would have to start the module"
    );
    for name in unused {
        exports.remove(name)?;
    }
    let data = &mut output.wasm_mut().data;
    let pieces: Vec<_> = data.iter().map(|piece| piece.id()).collect();
    panic_texts::ensure_found(
        pieces.iter().map(|id| panic_texts::blank(&mut data.get_mut(*id).value)).sum(),
    )?;
    fs::write(module, output.wasm_mut().emit_wasm())?;

    wasm::optimise(module, &SMALLEST)?;
    let names = Names::read(&wasm::shorten_names(module)?)?;
    fs::write(made.join("corncrake_bg.js"), names.in_glue(&glue)?)?;
    fs::write(made.join("imports.js"), names.imports())?;
    wasm::to_javascript(module, &made.join("module.js"))
}
