//! Every lint is an error, natively and for wasm32.

use anyhow::Result;

use crate::tools::{
    command::{cargo, run, say},
    install::{self, TARGET},
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
    run(cargo().args(wasm).args(["-p", "corncrake-collector"]).args(warnings))?;
    run(cargo().args(wasm).args(["-p", "corncrake-client", "--no-default-features"]).args(warnings))
}
