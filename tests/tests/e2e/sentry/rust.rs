//! Sentry's crate, unmodified: a panic is an issue of the function that panicked, not of the machinery around.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{collector::Collector, sentry::sdk::dsn};

#[test]
fn a_panic_is_of_the_function_that_panicked() -> Result<()> {
    let mut collector = Collector::start()?;
    let key = collector.project("service", &["server"])?;
    let tests = std::env::current_exe()?;
    let built = tests.parent().and_then(std::path::Path::parent).context("where is this test?")?;
    for _ in 0..2 {
        let mut service = Command::new(built.join("examples/panicking_service"));
        let output = service.env("DSN", dsn(&collector.address(), &key)).output()?;
        ensure!(!output.status.success(), "it panics: {output:?}");
    }
    let issue = collector.wait_for_issue(&key, "panic: no such cart")?;
    let event = &issue["event"];
    let frames = event["frames"].as_array().context("no frames")?;
    let innermost = frames.iter().find(|frame| frame["in_app"] == true).context("no frame of its own")?;
    let function = innermost["function"].as_str().unwrap_or_default();
    ensure!(function.ends_with("read_cart") && issue["issue"]["events"] == 2, "{issue:#}");
    ensure!(event["type"] == 1 && event["release"] == "shop@1.4.2", "{issue:#}");
    ensure!(event["browser"].as_str().is_some_and(|name| name.starts_with("Rust 1.")), "{issue:#}");
    ensure!(collector.sessions(&key)? == (0, 0), "its sessions are no visitors'");
    collector.interrupt()?;
    ensure!(
        corncrake_tests::inspect::search::holding(&collector.data(), b"markof")? == 0,
        "a user is nowhere"
    );
    Ok(())
}
