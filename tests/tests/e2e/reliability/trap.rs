//! A trap of the Rust module: the requests it caught get 500, and nothing else is hurt.

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::{
        Response,
        wired::{Salt, WiredCollector},
    },
    http::slow::SlowRequest,
};
use serde_json::json;

fn failed(answer: &Response) -> bool {
    answer.status == 500
        && answer.json()["error"]["code"] == "internal"
        && answer.header("access-control-allow-origin") == "*"
}

#[test]
fn in_either_part_it_costs_its_own_request_and_nothing_stored() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let key = wired.project()?;
    let mut stored = 0;
    for place in ["stateless", "object", "stateless", "object"] {
        ensure!(wired.event(&key, "visitor", "BeforeError")?.status == 200);
        stored += 1;
        wired.doors(&json!({ "trap": place }))?;
        let caught = wired.event(&key, "visitor", "CaughtError")?;
        ensure!(failed(&caught), "{place}: {caught:?}");
        ensure!(wired.doors(&json!({}))?["trap"].is_null(), "{place}: nothing trapped");
        let log = wired.log()?;
        ensure!(log.contains(r#"\"what\":\"the module trapped\""#), "{place}: nobody is told: {log}");
        ensure!(log.contains(" of the module trapped") && log.contains("wasm"), "{place}: not told where");
        ensure!(!log.contains("CaughtError") && !log.contains("shop.example"), "{place}: {log}");

        let issues = wired.get(&format!("/api/projects/{key}/issues"))?;
        let titles: Vec<_> = issues["issues"].as_array().into_iter().flatten().collect();
        ensure!(titles.len() == 1 && titles[0]["events"] == stored, "{place}: {issues}");
        ensure!(wired.request("GET", "/health", &[], b"")?.status == 200);
    }
    Ok(())
}

#[test]
fn a_request_that_waits_meanwhile_is_answered_and_does_not_hang() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let key = wired.project()?;
    ensure!(wired.event(&key, "visitor", "BeforeError")?.status == 200);
    let body = json!({ "type": 1, "name": "WaitingError", "message": "m" }).to_string();
    let waiting = SlowRequest::begin(wired.port, &format!("/v1/{key}/event"), "visitor", &body)?;
    wired.doors(&json!({ "trap": "stateless" }))?;
    ensure!(failed(&wired.event(&key, "visitor", "CaughtError")?));
    // Its instance is gone, and with it what it had read.
    let status = waiting.end()?;
    ensure!(status == 500, "{status}");
    ensure!(wired.event(&key, "visitor", "AfterError")?.status == 200);
    Ok(())
}
