//! The deadline of a request: whoever waits for a body that does not come, or for an object that does not answer,
//! is told after 30 s, and others meanwhile are served.

use std::time::Instant;

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::wired::{Salt, WiredCollector},
    http::slow::SlowRequest,
};
use serde_json::json;

/// Seconds in which an answer comes that the deadline of 30 s gives: a busy machine may be late.
const GIVEN_UP: std::ops::Range<u64> = 28..50;

#[test]
fn what_does_not_come_is_given_up_after_its_time() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let key = wired.project()?;
    ensure!(wired.event(&key, "visitor", "BeforeError")?.status == 200);
    let body = json!({ "type": 1, "name": "SlowError", "message": "m" }).to_string();
    let path = format!("/v1/{key}/event");
    let begun = Instant::now();
    let slow = SlowRequest::begin(wired.port, &path, "visitor", &body)?;

    // Another project's event is stored meanwhile; this one's object hangs while it writes.
    let other = wired.project()?;
    wired.doors(&json!({ "hold": "/Write", "passes": 1 }))?;
    ensure!(wired.event(&other, "visitor", "MeanwhileError")?.status == 200);
    let held = SlowRequest::begin(wired.port, &path, "visitor", &body)?.end()?;
    ensure!(held == 503, "the object answered {held}");
    let seconds = begun.elapsed().as_secs();
    ensure!(GIVEN_UP.contains(&seconds), "given up after {seconds} s");

    let status = slow.answer()?;
    ensure!(status == 408, "{status}");
    let seconds = begun.elapsed().as_secs();
    ensure!(GIVEN_UP.contains(&seconds), "given up after {seconds} s");
    let issues = wired.get(&format!("/api/projects/{other}/issues"))?;
    ensure!(issues["issues"][0]["title"] == "MeanwhileError: m", "{issues}");
    Ok(())
}
