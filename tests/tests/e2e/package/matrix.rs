//! A part of the matrix of set-ups: those that take seconds. `npm run matrix` tries all of them, and writes the
//! table whose rows this holds to the lists.

use anyhow::{Context, Result, ensure};
use corncrake_tests::matrix::{bench::Bench, set_ups, table, trial::try_out};

/// One of each kind: a policy without wasm, a frame, one file, a worker, a runtime that knows no modules, a Worker.
const QUICK: [&str; 6] = [
    "the tag, a strict policy",
    "the tag, in a sandboxed frame",
    "esbuild, one file",
    "a shared worker",
    "Node, CommonJS",
    "workerd",
];

#[tokio::test(flavor = "multi_thread")]
async fn an_application_in_quick_set_ups_tells_each_failure_once_and_goes_on() -> Result<()> {
    let bench = Bench::start().await?;
    for name in QUICK {
        let set_up = set_ups::named(name).with_context(|| format!("no set-up is called {name}"))?;
        let row = try_out(&bench, set_up).await?;
        ensure!(row.problems.is_empty(), "{name}: {:#?}", row.problems);
        if name == "the tag, a strict policy" {
            ensure!(row.form == Some("JavaScript"), "{name}: {:?}", row.form);
        }
    }
    Ok(())
}

#[test]
fn the_page_of_set_ups_has_a_row_for_each() -> Result<()> {
    let names: Vec<&str> = set_ups::all().map(|set_up| set_up.name).collect();
    ensure!(table::written_names()? == names, "`npm run matrix` writes the page anew");
    Ok(())
}
