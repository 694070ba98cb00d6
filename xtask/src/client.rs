//! Builds the npm package `corncrake` into `client-wasm/dist`, ready to publish.

use std::{fs, path::Path};

use anyhow::Result;
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    command::{run_quietly, say},
    hosts, place,
    stamp::Stamp,
    wasm,
};

/// What is bundled: the entry, the format, the name in the package. The client proper is a
/// file of its own, which the two others load when a page is idle or has an error to tell.
const BUNDLES: [(&str, &str, &str); 3] = [
    ("index.js", "esm", "corncrake.js"),
    ("script.js", "iife", "script.js"),
    ("client.js", "esm", "corncrake_client.js"),
];

/// What wasm-bindgen's code has for hosts and classes that are not ours: its warnings, and
/// the end of objects whose one instance lives as long as the page.
pub(crate) const LEFT_OUT: [&str; 4] = [
    "--drop:console",
    "--define:FinalizationRegistry=undefined",
    "--define:Symbol.dispose=undefined",
    "--define:Request=undefined",
];

/// Builds what is not up to date.
pub(crate) fn build() -> Result<()> {
    let raw = wasm::compile("corncrake-client", &["--no-default-features"])?;
    let source = place::root().join("client-wasm");
    let glue = place::build().join("client");
    fs::create_dir_all(&glue)?;
    Stamp::of(concat!(include_str!("client.rs"), include_str!("hosts.rs"), include_str!("wasm.rs")))
        .and_path(&raw)?
        .and_path(&source.join("js"))?
        .and_path(&source.join("npm"))?
        .and_path(&place::root().join("package-lock.json"))?
        .unless_done(&place::build().join("client-done"), &place::package().join("package.json"), || {
            say("Packing the client");
            pack(&raw, &source, &glue)
        })
}

fn pack(raw: &Path, source: &Path, glue: &Path) -> Result<()> {
    let out = place::package();
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    fs::create_dir_all(&out)?;

    let mut bindgen = Bindgen::new();
    bindgen.input_path(raw).typescript(false).out_name("corncrake");
    bindgen.remove_name_section(true).remove_producers_section(true);
    bindgen.omit_default_module_path(false); // bundlers look for `new URL(..., import.meta.url)`
    bindgen.web(true)?;
    bindgen.generate(glue)?;

    let module = out.join("corncrake_bg.wasm");
    fs::copy(glue.join("corncrake_bg.wasm"), &module)?;
    wasm::optimise(&module, &["-Oz", "--converge"])?;

    for (entry, format, name) in BUNDLES {
        let mut bundle = wasm::esbuild();
        bundle.arg(source.join("js").join(entry)).arg(format!("--format={format}"));
        bundle.arg("--external:./corncrake_client.js").args(LEFT_OUT);
        bundle.arg(format!("--alias:#glue={}", glue.join("corncrake.js").display()));
        bundle.arg(format!("--outfile={}", out.join(name).display()));
        run_quietly(&mut bundle)?;
    }

    hosts::bundle(&source.join("js"), glue, &out)?;
    for file in fs::read_dir(source.join("npm"))? {
        let file = file?;
        fs::copy(file.path(), out.join(file.file_name()))?;
    }
    fs::copy(place::root().join("LICENSE"), out.join("LICENSE"))?;
    Ok(())
}
