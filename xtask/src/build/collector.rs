//! Builds the collector into `build/collector`.
//!
//! One build for one machine and for the edge: workerd.capnp and wrangler.toml name the
//! same two modules.

use std::{fs, path::Path};

use anyhow::{Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    build::{assets, bots, live, stamp::Stamp, wasm},
    tools::{
        command::{run_quietly, say},
        paths,
    },
};

/// Builds what is not up to date.
pub(crate) fn build() -> Result<()> {
    let raw = wasm::compile("corncrake-collector", "collector", &[], &[])?;
    let source = paths::root().join("collector-worker");
    let out = paths::build().join("collector");
    fs::create_dir_all(&out)?;
    Stamp::of(concat!(include_str!("collector.rs"), include_str!("bots.rs"), include_str!("wasm.rs")))
        .and_path(&raw)?
        .and_path(&source.join("entry.mjs"))?
        .and_path(&source.join("base-path.mjs"))?
        .and_path(&source.join("carry.mjs"))?
        .and_path(&source.join("named-object.mjs"))?
        .and_path(&source.join("mail.mjs"))?
        .and_path(&source.join("answer.mjs"))?
        .and_path(&source.join("deadline.mjs"))?
        .and_path(&source.join("sql.mjs"))?
        .and_path(&paths::root().join("package-lock.json"))?
        .unless_done(&out.join("done"), &out.join("index_bg.wasm"), || {
            say("Optimising the collector");
            bind(&raw, &source, &out)
        })?;
    fs::copy(source.join("workerd.capnp"), out.join("workerd.capnp"))?;
    live::build()?;
    assets::assemble()
}

/// The library that speaks SMTP, with our sockets in the place of the runtime's: they end a session that
/// would hang, and let nothing out without encryption.
fn write_mailer(to: &Path) -> Result<()> {
    const SOCKETS: &str = "from\"cloudflare:sockets\"";
    let text = fs::read_to_string(paths::root().join("node_modules/worker-mailer/dist/index.mjs"))?;
    ensure!(text.matches(SOCKETS).count() == 1, "worker-mailer should import the sockets once");
    Ok(fs::write(to, text.replace(SOCKETS, "from\"./mail.mjs\""))?)
}

fn bind(raw: &Path, source: &Path, out: &Path) -> Result<()> {
    let glue = out.join("glue");
    bind_module(raw, &glue)?;
    bots::write(&glue.join("bots.js"))?;
    for file in [
        "entry.mjs",
        "base-path.mjs",
        "carry.mjs",
        "mail.mjs",
        "named-object.mjs",
        "answer.mjs",
        "deadline.mjs",
        "sql.mjs",
    ] {
        fs::copy(source.join(file), glue.join(file))?;
    }
    write_mailer(&glue.join("worker-mailer.mjs"))?;
    bundle(&glue, out)
}

/// The glue of a compiled Worker, in a folder of its own.
pub(crate) fn bind_module(raw: &Path, glue: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(raw).typescript(false).out_name("index");
    bindgen.reset_state_function(true).force_enable_abort_handler(true);
    bindgen.module(true)?;
    bindgen.generate(glue)?;

    // The runtimes take a module where the proposal for source-phase imports has a source.
    let index = glue.join("index.js");
    let text = fs::read_to_string(&index)?;
    Ok(fs::write(&index, text.replace("import source ", "import "))?)
}

/// What the runtime loads, of an `entry.mjs` beside the glue: one script and one optimised module.
pub(crate) fn bundle(glue: &Path, out: &Path) -> Result<()> {
    let mut bundle = wasm::esbuild();
    bundle.arg(glue.join("entry.mjs")).args(["--format=esm", "--external:cloudflare:*"]);
    bundle.arg("--external:./index_bg.wasm").arg(format!("--outfile={}", out.join("entry.mjs").display()));
    run_quietly(&mut bundle)?;

    let module = out.join("index_bg.wasm");
    fs::copy(glue.join("index_bg.wasm"), &module)?;
    // -O1 takes seconds; -Oz took four times as long for a module that gzips no smaller.
    // Exceptions: by them wasm-bindgen's abort handler distinguishes a trap from an exception of JavaScript.
    wasm::optimise(&module, &["-O1", "--enable-exception-handling"])
}
