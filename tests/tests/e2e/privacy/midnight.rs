//! Midnight as the collector sees it, by a clock that the test sets.

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::wired::{Salt, WiredCollector},
    http::slow::SlowRequest,
};
use serde_json::json;

/// The first millisecond of a day in the future, so that no alarm rings by itself.
const MIDNIGHT: i64 = 1_893_456_000_000;

#[test]
fn at_the_last_and_the_first_millisecond_with_a_request_in_flight() -> Result<()> {
    for kept in [Salt::Memory, Salt::Halves] {
        let wired = WiredCollector::start(kept)?;
        wired.doors(&json!({ "now": MIDNIGHT - 1 }))?;
        let key = wired.project()?;
        ensure!(wired.event(&key, "one", "LastError")?.status == 200);
        let body = json!({ "type": 1, "name": "FlightError", "message": "m" }).to_string();
        let in_flight = SlowRequest::begin(wired.port, &format!("/v1/{key}/event"), "one", &body)?;
        ensure!(wired.sessions(&key)? == [1]);

        wired.doors(&json!({ "now": MIDNIGHT }))?;
        ensure!(in_flight.end()? == 200);
        ensure!(wired.event(&key, "one", "FirstError")?.status == 200);
        // The same visitor on another day is another session; the one in flight arrived on it.
        ensure!(wired.sessions(&key)? == [1, 1], "{:?}", wired.sessions(&key)?);
        let issues = wired.get(&format!("/api/projects/{key}/issues"))?;
        let all = issues["issues"].as_array().map(Vec::as_slice).unwrap_or_default();
        ensure!(all.len() == 3 && all.iter().all(|i| i["events"] == 1 && i["sessions"] == 1), "{issues}");
    }
    Ok(())
}
