//! What is not stored is counted by name, and the project's page tells it in words.

use anyhow::{Result, ensure};
use corncrake_tests::{browser::Browser, collector::Collector, sentry};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn items_that_sdks_send_in_vain_have_sentences() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["server"])?;
    let report = json!({ "timestamp": 1, "discarded_events": [
        { "reason": "ratelimit_backoff", "category": "replay", "quantity": 12_410 },
        { "reason": "sample_rate", "category": "error", "quantity": 7 },
        { "reason": "queue_overflow", "category": "error", "quantity": 81 },
        { "reason": "network_error", "category": "of jane@example.org", "quantity": 2 },
    ] });
    let answer = sentry::send_envelope(
        &collector,
        &key,
        &[
            (json!({ "type": "client_report" }), report.to_string().as_bytes()),
            (json!({ "type": "attachment", "length": 1 }), b"x"),
            (json!({ "type": "attachment", "length": 1 }), b"x"),
            (json!({ "type": "attachment", "length": 1 }), b"x"),
            (json!({ "type": "log", "item_count": 40 }), b"{}"),
            (json!({ "type": "sessions" }), b"{}"),
        ],
    )?;
    ensure!(answer.status == 200 && answer.body == "{}", "{answer:?}");
    for (kind, outcome, count) in [
        ("replay", "withheld", 12_410),
        ("error", "omitted", 7),
        ("other", "withheld", 2),
        ("attachment", "dropped", 3),
        ("log", "dropped", 40),
        ("session", "dropped", 1),
    ] {
        ensure!(sentry::items(&collector, &key, kind, outcome)? == count, "{kind} {outcome}");
    }
    let browser = Browser::open().await?;
    browser.goto(&collector.login_link()?).await?;
    browser.goto(&format!("{}/projects/{key}", collector.address())).await?;
    for words in [
        "12,410 replays kept back by the SDK",
        "3 attachments dropped",
        "40 log lines dropped",
        "7 errors left out by the site’s own settings",
    ] {
        browser.shows("main", words).await?;
    }
    ensure!(!browser.text("body").await?.contains("jane"), "a category is a name of ours");
    Ok(())
}

#[test]
fn errors_that_an_sdk_lost_are_lost() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["server"])?;
    let report = br#"{"discarded_events":[{"reason":"queue_overflow","category":"error","quantity":81}]}"#;
    ensure!(
        sentry::send_envelope(&collector, &key, &[(json!({ "type": "client_report" }), report)])?.status
            == 200
    );
    ensure!(collector.outcome(&key, "lost")? == 81, "they are");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_of_a_server_are_counted_apart() -> Result<()> {
    let mut collector = Collector::start()?;
    let key = collector.project("shop", &["server", "https://shop.example"])?;
    let aggregates = json!({ "attrs": { "release": "markof-release", "user_agent": "markof-agent" }, "aggregates": [
        { "started": "2026-11-28T22:41:00.000Z", "exited": 1_200, "errored": 3, "crashed": 0, "did": "markof-user" },
        { "started": "2026-11-28T22:42:00.000Z", "exited": 4, "crashed": 1 },
    ] });
    let aggregates = aggregates.to_string();
    let sent = [(json!({ "type": "sessions" }), aggregates.as_bytes())];
    for _ in 0..2 {
        ensure!(sentry::send_envelope(&collector, &key, &sent)?.status == 200);
    }
    // A page has no requests to count.
    let body = format!("{{}}\n{{\"type\":\"sessions\"}}\n{aggregates}");
    let path = format!("/api/1/envelope/?sentry_key={key}");
    let headers = [("origin", "https://shop.example"), ("user-agent", "x")];
    ensure!(collector.request("POST", &path, &headers, body.as_bytes())?.status == 200);
    for (outcome, count) in
        [("exited", 2_408), ("errored", 6), ("crashed", 2), ("abnormal", 0), ("dropped", 1)]
    {
        ensure!(sentry::items(&collector, &key, "session", outcome)? == count, "{outcome}");
    }
    ensure!(collector.sessions(&key)? == (0, 0), "a server is no visitor");
    let browser = Browser::open().await?;
    browser.goto(&collector.login_link()?).await?;
    browser.goto(&format!("{}/projects/{key}", collector.address())).await?;
    for words in [
        "2,408 sessions of servers without an error",
        "6 sessions of servers with an error",
        "2 sessions of servers ended by a crash",
    ] {
        browser.shows("main", words).await?;
    }
    collector.interrupt()?;
    ensure!(
        corncrake_tests::inspect::search::holding(&collector.data(), b"markof")? == 0,
        "numbers alone are kept"
    );
    Ok(())
}
