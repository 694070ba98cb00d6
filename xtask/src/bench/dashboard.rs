//! `npm run bench:dashboard`: builds the collector and runs what fills and measures it
//! (`tests/benches/dashboard`). It prints times and compares them with nothing.

use anyhow::Result;

use crate::{
    build,
    tools::command::{cargo, run, say},
};

/// Three projects, side by side.
pub(crate) fn dashboard() -> Result<()> {
    build::all()?;
    say(
        "The dashboard over 10,000, 100,000 and 1,000,000 events; the first run fills them, and takes its time",
    );
    // The measured code runs in workerd: the program that fills and asks it need not be fast.
    let mut bench = cargo();
    bench.args(["bench", "-p", "corncrake-tests", "--profile", "dev", "--quiet", "--bench", "dashboard"]);
    run(&mut bench)
}
