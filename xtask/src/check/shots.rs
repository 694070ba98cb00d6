//! `npm run shots`: builds the collector and takes the pictures of every page with a week of the
//! demo's shop in it (`tests/examples/shots.rs`), those of `docs/screens` among them.

use anyhow::Result;

use crate::{
    build,
    tools::{
        command::{cargo, run, say},
        debian, install, paths,
    },
};

/// All of them, or only those of one page.
pub(crate) fn shots(only: Option<&str>) -> Result<()> {
    install::npm(&paths::root().join("tests"))?;
    debian::browsers()?;
    build::all()?;
    say("Pictures of every page, in Chromium");
    let mut take = cargo();
    take.args(["run", "-p", "corncrake-tests", "--quiet", "--example", "shots", "--"]).args(only);
    run(&mut take)
}
