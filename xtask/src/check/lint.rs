//! Every lint is an error: of Rust natively and for wasm32, of its documentation, of the rules that
//! `tidy` holds, and of our own JavaScript, whose types are checked as well.

use anyhow::Result;

use crate::{
    tidy,
    tools::{
        command::{cargo, command, run, say},
        install::{self, TARGET},
        paths,
    },
};

pub(crate) fn lint() -> Result<()> {
    install::for_building()?;
    say("rustfmt");
    run(cargo().args(["fmt", "--all", "--check"]))?;
    say("clippy, native");
    run(cargo().args(["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]))?;
    say("clippy, wasm32");
    let wasm = ["clippy", "--target", TARGET, "--quiet"];
    let warnings = ["--", "-D", "warnings"];
    run(cargo().args(wasm).args(["-p", "corncrake-collector", "-p", "corncrake-live"]).args(warnings))?;
    run(cargo().args(wasm).args(["-p", "corncrake-client", "--no-default-features"]).args(warnings))?;
    say("rustdoc");
    run(cargo().args(["doc", "--workspace", "--no-deps", "--quiet"]).env("RUSTDOCFLAGS", "-D warnings"))?;
    say("tidy");
    tidy::tidy()?;
    javascript()
}

/// The configurations are `tsconfig.json`, one for browsers and Node and one for the Worker, and
/// `biome.jsonc`.
fn javascript() -> Result<()> {
    install::npm(&paths::root().join("tests"))?;
    say("TypeScript, of our JavaScript");
    for project in [".", "collector-worker"] {
        run(command("node").args(["tests/node_modules/typescript/bin/tsc", "--project", project]))?;
    }
    say("Biome");
    run(command("node").args(["tests/node_modules/@biomejs/biome/bin/biome", "lint", "--error-on-warnings"]))
}
