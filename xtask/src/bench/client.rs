//! `npm run bench:client`: sets up and builds what the benchmark of the client measures, and
//! runs it (`tests/benches/client`). It prints times and compares them with nothing.

use anyhow::Result;

use crate::{
    build::{client, peers},
    tools::{
        command::{cargo, run, say},
        debian, install,
    },
};

/// Ours as it is published, and those of others as `npm run size` weighs them.
pub(crate) fn client() -> Result<()> {
    install::for_building()?;
    debian::browsers()?;
    say("Building the client");
    client::build()?;
    let peers = peers::bundle()?;
    say("The client beside others, in Chromium");
    // The measured code runs in the browser: its driver need not be fast.
    let mut bench = cargo();
    bench.args(["bench", "-p", "corncrake-tests", "--profile", "dev", "--quiet", "--bench", "client"]);
    run(bench.env("PEERS", peers))
}
