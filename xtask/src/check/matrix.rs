//! `npm run matrix`: builds the collector and the package, and tries an application in every set-up
//! (`tests/examples/matrix.rs`), which writes the table of `docs/set-ups.md`.

use anyhow::Result;

use crate::{
    build,
    tools::{
        command::{cargo, run, say},
        debian, install, paths,
    },
};

/// All of them, or those with a word in their names.
pub(crate) fn matrix(word: Option<&str>) -> Result<()> {
    let tests = paths::root().join("tests");
    install::npm(&tests)?;
    install::npm(&tests.join("matrix"))?;
    debian::browsers()?;
    build::all()?;
    say("An application in every set-up, in Chromium and as a process");
    let mut tries = cargo();
    tries.args(["run", "-p", "corncrake-tests", "--quiet", "--example", "matrix", "--"]).args(word);
    run(&mut tries)
}
