//! Builds the small module that makes the pages follow what happens, into `build/live`.

use std::fs;

use anyhow::Result;
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    build::{glue::Names, stamp::Stamp, wasm},
    tools::{command::run_quietly, paths},
};

/// The script that a page loads: it starts the module beside it.
const LOADER: &str = "import start from './glue/live.js';
start({ module_or_path: new URL('live_bg.wasm', import.meta.url) });
";

/// Builds what is not up to date.
pub(crate) fn build() -> Result<()> {
    let raw = wasm::compile("corncrake-live", "wasm-release", &[], &[])?;
    let out = paths::build().join("live");
    fs::create_dir_all(&out)?;
    Stamp::of(concat!(include_str!("live.rs"), include_str!("glue.rs"), include_str!("wasm.rs")))
        .and_path(&raw)?
        .unless_done(&out.join("done"), &out.join("live.js"), || {
            let glue = out.join("glue");
            let mut bindgen = Bindgen::new();
            bindgen.input_path(&raw).typescript(false).out_name("live").web(true)?;
            bindgen.generate(&glue)?;
            fs::write(out.join("start.js"), LOADER)?;
            let module = out.join("live_bg.wasm");
            fs::copy(glue.join("live_bg.wasm"), &module)?;
            wasm::optimise(&module, &["-Oz"])?;
            // Long names with hashes in them are a tenth of what a page loads.
            let names = Names::read(&wasm::shorten_names(&module)?)?;
            let file = glue.join("live.js");
            fs::write(&file, names.in_web_glue(&fs::read_to_string(&file)?, "./live_bg.js")?)?;
            let mut bundle = wasm::esbuild();
            bundle.arg(out.join("start.js")).args(["--format=esm"]);
            bundle.arg(format!("--outfile={}", out.join("live.js").display()));
            run_quietly(&mut bundle)
        })
}
