//! `corncrake/node` in Deno and Bun: what is thrown and what a process sends by hand arrives, in Deno what is
//! rejected as well; and the process ends as it would have. Bun emits no rejection that one could only look at.

use std::process::{Command, Output};

use anyhow::{Context, Result, ensure};
use corncrake_tests::package::{
    node_runner::{BEGIN, NodeRunner},
    tools::runtime,
};

/// Runs a script in a runtime, watched where an endpoint is given.
fn run(bench: &NodeRunner, name: &str, endpoint: &str) -> Result<Output> {
    let mut command = Command::new(runtime(name)?);
    // Deno asks for each right, and refuses where nobody can answer.
    command.args(if name == "deno" {
        &[
            "run",
            "--quiet",
            "--no-prompt",
            "--allow-net",
            "--allow-env",
            "--allow-sys",
            "--node-modules-dir=manual",
        ][..]
    } else {
        &["run"][..]
    });
    command.arg("script.mjs").current_dir(bench.project.folder()).env("ENDPOINT", endpoint);
    command.output().with_context(|| format!("cannot run {name}"))
}

#[test]
fn deno_and_bun_tell_what_fails_and_end_as_before() -> Result<()> {
    let bench = NodeRunner::start()?;
    for (name, product) in [("deno", "Deno"), ("bun", "Bun")] {
        for (what, script, kind) in [
            (
                "thrown",
                "setTimeout(function charge() { throw new TypeError('no card for ann.lee@example.com'); });",
                1,
            ),
            (
                "rejected",
                "setTimeout(async function charge() { throw new TypeError('no card for ann.lee@example.com'); });",
                2,
            ),
            ("by hand", "sendEvent(new TypeError('no card for ann.lee@example.com')); await flush();", 4),
        ] {
            std::fs::write(bench.project.folder().join("script.mjs"), format!("{BEGIN}{script}"))?;
            let key = bench.collector.project(&format!("{name} {what}"), &["node"])?;
            let plain = run(&bench, name, "")?;
            let watched = run(&bench, name, &format!("{}/v1/{key}", bench.collector.address()))?;
            ensure!(plain.status == watched.status, "{name}, {what}: {plain:?} {watched:?}");
            ensure!(plain.stdout == watched.stdout, "{name}, {what}: {plain:?} {watched:?}");
            if name == "bun" && what == "rejected" {
                // The package's page says so; once this fails, that has to be changed.
                ensure!(bench.collector.issues(&key)?.is_empty(), "{name} tells what is {what} now");
                continue;
            }
            let event = bench.event(&key).with_context(|| format!("{name}, {what}: {watched:?}"))?;
            ensure!(
                event["type"] == kind && event["message"] == "no card for [email]",
                "{name}, {what}: {event:#}"
            );
            ensure!(
                event["browser"].as_str().is_some_and(|found| found.starts_with(product)),
                "{name}: {event:#}"
            );
        }
    }
    Ok(())
}
