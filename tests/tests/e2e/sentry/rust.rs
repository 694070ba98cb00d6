//! Sentry's crate, unmodified and told all that it can be told: a panic is an issue of the function that
//! panicked, not of the machinery around, an error is one with its causes, and nothing else is on disk.

use std::process::{Command, Output};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{collector::Collector, inspect::search, sentry::sdk::dsn};

fn run(collector: &Collector, key: &str, arguments: &[&str]) -> Result<Output> {
    let tests = std::env::current_exe()?;
    let built = tests.parent().and_then(std::path::Path::parent).context("where is this test?")?;
    let mut service = Command::new(built.join("examples/panicking_service"));
    Ok(service.args(arguments).env("DSN", dsn(&collector.address(), key)).output()?)
}

fn leaves_no_mark(collector: &mut Collector) -> Result<()> {
    collector.interrupt()?;
    let found = search::all_holding(&collector.data(), &[&b"markof"[..], b"203.0.113.77", b"shop@1.4.2"])?;
    ensure!(found[..2] == [0, 0] && found[2] > 0, "{found:?}");
    ensure!(!collector.log()?.contains("markof"), "{}", collector.log()?);
    Ok(())
}

#[test]
fn a_panic_is_of_the_function_that_panicked() -> Result<()> {
    let mut collector = Collector::start()?;
    let key = collector.project("service", &["server"])?;
    for _ in 0..2 {
        let output = run(&collector, &key, &[])?;
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
    leaves_no_mark(&mut collector)
}

#[test]
fn an_error_is_one_with_its_causes() -> Result<()> {
    let mut collector = Collector::start()?;
    let key = collector.project("service", &["server"])?;
    for _ in 0..2 {
        let output = run(&collector, &key, &["caught"])?;
        ensure!(output.status.success(), "{output:?}");
    }
    let issue = collector.wait_for_issue(&key, "CheckoutError: checkout failed")?;
    let event = &issue["event"];
    ensure!(issue["issue"]["events"] == 2 && collector.issues(&key)?.len() == 1, "{issue:#}");
    let cause = &event["meta"]["cause"];
    ensure!(cause["name"] == "ParseIntError", "{issue:#}");
    ensure!(cause["message"] == "invalid digit found in string" && cause["cause"].is_null(), "{issue:#}");
    ensure!(event["type"] == 4, "the service caught it: {issue:#}");
    ensure!(event["release"] == "shop@1.4.2" && event["environment"] == "staging", "{issue:#}");
    leaves_no_mark(&mut collector)
}
