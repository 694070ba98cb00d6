//! `npm run hunt`: the tests of properties with generated inputs that no run before had.
//!
//! `npm test` uses one seed for ever (`.cargo/config.toml`), so that chance never turns a change
//! red. This looks further, and is for a machine that has the time.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};

use crate::tools::command::{cargo, run, say};

/// How many seeds are tried where nobody says a number.
const SEEDS: u64 = 10;

/// Runs the native tests with as many seeds, and stops at the first that finds something.
pub(crate) fn hunt(seeds: Option<&str>) -> Result<()> {
    let seeds = seeds.map_or(Ok(SEEDS), str::parse).context("how many seeds?")?;
    let first = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    for seed in first..first + seeds {
        say(&format!("Seed {seed}"));
        // What counts instructions or measures has no seed; the tests of tools have none, either.
        let mut test = cargo();
        test.args(["test", "--workspace", "--exclude", "corncrake-tests", "--exclude", "xtask", "--quiet"]);
        run(test.env("PROPTEST_RNG_SEED", seed.to_string()))
            .with_context(|| format!("PROPTEST_RNG_SEED={seed} cargo test repeats it"))?;
    }
    Ok(())
}
