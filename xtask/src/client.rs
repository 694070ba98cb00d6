//! Builds the npm package `corncrake` into `client-wasm/dist`, ready to publish.
//!
//! One module is built, and goes there twice: as wasm, and as JavaScript for pages that
//! refuse wasm. The same glue serves both, so neither may use what only wasm has: values of
//! the page are numbers to the module (`reference-types` is off), which is smaller as well.

use std::{fs, path::Path};

use anyhow::{Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    command::{command, run_quietly, say},
    glue::{self, Names},
    hosts, place,
    stamp::Stamp,
    wasm,
};

/// What is bundled: the entry, and the name in the package. The client proper is a file of its
/// own, which those before it load when there is an error to tell; and that loads the last
/// where it must.
const BUNDLES: [(&str, &str); 4] = [
    ("index.js", "corncrake.js"),
    ("tag.js", "tag.js"),
    ("client.js", "client.js"),
    ("fallback.js", "corncrake_fallback.js"),
];

/// The tag, which every visitor loads: terser makes it a few bytes smaller than esbuild does, and
/// leaves no name of it to the page.
const TAG: &str = "script.js";

/// What entries import that is made here: wasm-bindgen's glue, what the module imports of it
/// and of the files in `js`, and the module as JavaScript.
pub(crate) const PARTS: [(&str, &str); 3] =
    [("glue", "corncrake_bg.js"), ("imports", "imports.js"), ("module", "module.js")];

/// What the module must not use: JavaScript has neither.
const WITHOUT: [&str; 1] = ["-Ctarget-feature=-reference-types,-multivalue"];

/// Smallest first. Rust's stack ends at address 0, so nothing lives in the lowest 1024
/// bytes; flattening and then finding the loops anew saves another percent.
const SMALLEST: [&str; 6] = ["--low-memory-unused", "--flatten", "--rereloop", "-Oz", "-Oz", "--converge"];

/// Builds what is not up to date.
pub(crate) fn build() -> Result<()> {
    let raw = wasm::compile("corncrake-client", "wasm-release", &["--no-default-features"], &WITHOUT)?;
    let source = place::root().join("client-wasm");
    let made = place::build().join("client");
    fs::create_dir_all(&made)?;
    Stamp::of(concat!(
        include_str!("client.rs"),
        include_str!("glue.rs"),
        include_str!("hosts.rs"),
        include_str!("wasm.rs")
    ))
    .and_path(&raw)?
    .and_path(&source.join("js"))?
    .and_path(&source.join("npm"))?
    .and_path(&place::root().join("package-lock.json"))?
    .unless_done(&place::build().join("client-done"), &place::package().join("package.json"), || {
        say("Packing the client");
        pack(&raw, &source, &made)
    })
}

fn pack(raw: &Path, source: &Path, made: &Path) -> Result<()> {
    let out = place::package();
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    fs::create_dir_all(&out)?;
    let module = out.join("corncrake_bg.wasm");
    bind(raw, made, &module)?;

    let js = source.join("js");
    for (entry, name) in BUNDLES {
        let mut bundle = wasm::esbuild();
        bundle.arg(js.join(entry)).args(["--format=esm", wasm::SYNTAX]);
        bundle.args(["--external:./client.js", "--external:./corncrake_fallback.js"]);
        for (part, file) in PARTS {
            bundle.arg(format!("--alias:#{part}={}", made.join(file).display()));
        }
        if entry == "index.js" {
            bundle.arg(format!("--inject:{}", js.join(hosts::DOCUMENT).display()));
        }
        bundle.arg(format!("--outfile={}", out.join(name).display()));
        run_quietly(&mut bundle)?;
    }
    tag(&js, made, &out.join(TAG))?;

    hosts::bundle(&source.join("js"), made, &out)?;
    for file in fs::read_dir(source.join("npm"))? {
        let file = file?;
        fs::copy(file.path(), out.join(file.file_name()))?;
    }
    fs::copy(place::root().join("LICENSE"), out.join("LICENSE"))?;
    Ok(())
}

/// Bundles the tag, and has terser minify it.
fn tag(js: &Path, made: &Path, out: &Path) -> Result<()> {
    let whole = made.join(TAG);
    let mut bundle = wasm::bundler();
    bundle.arg(js.join(TAG)).args(["--format=esm", "--external:./tag.js", wasm::SYNTAX]);
    run_quietly(bundle.arg(format!("--outfile={}", whole.display())))?;
    let mut minify = command(place::root().join("node_modules/.bin/terser"));
    minify.arg(&whole).args(["--module", "--ecma", "2020", "--mangle", "--compress"]);
    minify.arg("passes=3,unsafe_arrows=true,pure_getters=true,keep_fargs=false");
    run_quietly(minify.arg("--output").arg(out))?;
    let text = fs::read_to_string(out)?;
    Ok(fs::write(out, text.trim_end().trim_end_matches(';'))?)
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
    let glue = glue::slim(&fs::read_to_string(made.join("corncrake_bg.js"))?)?;

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
    fs::write(module, output.wasm_mut().emit_wasm())?;

    wasm::optimise(module, &SMALLEST)?;
    let names = Names::read(&wasm::shorten_names(module)?)?;
    fs::write(made.join("corncrake_bg.js"), names.in_glue(&glue)?)?;
    fs::write(made.join("imports.js"), names.imports())?;
    wasm::to_javascript(module, &made.join("module.js"))
}
