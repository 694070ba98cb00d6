//! The edge's own configuration, run and not only checked: the same build under `wrangler dev`, with
//! its KV namespace, its static assets, `request.cf`, and the runtime's own alarms at a midnight that
//! the clock was moved to.

use anyhow::{Result, ensure};
use corncrake_core::time::{DAY_MS, UnixMillis};
use corncrake_tests::{
    collector::{clock::Clock, edge::EdgeCollector},
    inspect::database::{alarms, rows},
    wait::eventually,
};
use serde_json::Value;

/// A midnight that is not today's.
const MIDNIGHT: UnixMillis = UnixMillis(20_790 * DAY_MS);
/// The time before midnight at which it starts: a start of wrangler and some requests fit, on a busy
/// machine too.
const BEFORE_MS: i64 = 60_000;
/// A value that stands in KV until it expires or is deleted.
const VALUES: &str = "_mf_entries";

#[test]
fn the_main_path_and_a_midnight_hold_in_the_edges_own_configuration() -> Result<()> {
    let clock = Clock::new()?;
    clock.set(UnixMillis(MIDNIGHT.0 - BEFORE_MS))?;
    let edge = EdgeCollector::start(&clock)?;
    let key = edge.project()?;
    for (address, sessions) in [("203.0.113.7", 1), ("203.0.113.7", 1), ("198.51.100.9", 2)] {
        let sent = edge.event(&key, address, "AnError")?;
        ensure!(sent.status == 200, "{sent:?}");
        let list = edge.api("GET", &format!("/api/projects/{key}/issues"), &Value::Null)?;
        ensure!(list["issues"][0]["sessions"] == sessions, "{address}: {list}");
    }

    // The client's files come from the asset store, with their headers; the Worker, which names each
    // request that it logs, is not asked. The dashboard's files are its own.
    let script = edge.request("GET", "/client/script.js", &[("origin", "https://shop.example")], b"")?;
    ensure!(script.status == 200 && script.body.contains("currentScript"), "{script:?}");
    for (name, value) in [
        ("access-control-allow-origin", "*"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("cache-control", "public, max-age=300"),
        ("x-content-type-options", "nosniff"),
        ("x-request-id", ""),
    ] {
        ensure!(script.header(name) == value, "{name}: {script:?}");
    }
    let module = edge.request("GET", "/client/corncrake_bg.wasm", &[], b"")?;
    ensure!(module.status == 200 && module.header("content-type") == "application/wasm", "{module:?}");
    let login = edge.request("GET", "/login", &[], b"")?;
    ensure!(login.status == 200 && login.header("x-request-id").len() == 16, "{login:?}");
    let style = edge.request("GET", "/assets/style.css", &[], b"")?;
    ensure!(style.status == 200 && style.header("x-request-id").len() == 16, "{style:?}");

    let projects = edge.databases("Project");
    let hashes = || rows(&projects, "session");
    ensure!(clock.now()? < MIDNIGHT, "this machine is too slow for the test");
    ensure!(hashes()? == 2, "two visitors");
    ensure!(rows(&edge.databases("Salt"), "salt_half")? == 1, "one half of the salt is a row");
    ensure!(rows(&edge.databases("kv"), VALUES)? == 1, "the other is a value in KV");
    for at in alarms(&projects)?.into_iter().chain(alarms(&edge.databases("Salt"))?) {
        ensure!(
            at - clock.now()?.0 <= DAY_MS,
            "an alarm at {} is not within a day",
            UnixMillis(at).rfc3339()
        );
    }
    // From here on nobody sends it a request.
    eventually("the day's hashes and both halves of the salt to be gone", || {
        let left =
            hashes()? + rows(&edge.databases("Salt"), "salt_half")? + rows(&edge.databases("kv"), VALUES)?;
        Ok((clock.now()? > MIDNIGHT && left == 0).then_some(()))
    })?;
    let sent = edge.event(&key, "203.0.113.7", "AnError")?;
    ensure!(sent.status == 200, "{sent:?}");
    let list = edge.api("GET", &format!("/api/projects/{key}/issues"), &Value::Null)?;
    ensure!(list["issues"][0]["sessions"] == 3, "a visitor of yesterday is known: {list}");
    Ok(())
}
