//! The client's own batch form: every event counted exactly once, a bad one on its own.

use anyhow::{Result, ensure};
use corncrake_tests::collector::{Collector, Response};
use serde_json::{Value, json};

fn send(collector: &Collector, key: &str, body: &Value) -> Result<Response> {
    send_as(collector, key, "visitor", body.to_string().as_bytes())
}

fn send_as(collector: &Collector, key: &str, user_agent: &str, body: &[u8]) -> Result<Response> {
    let headers = [
        ("origin", "https://shop.example"),
        ("user-agent", user_agent),
        ("content-type", "text/plain;charset=UTF-8"),
    ];
    collector.request("POST", &format!("/v1/{key}/batch"), &headers, body)
}

#[test]
fn counts_are_exact_bad_events_are_named_and_the_rest_is_kept() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let batch = json!({
        "id": "9f86d081884c7d65",
        "lost": 12,
        "events": [
            { "type": 1, "name": "AlphaError", "message": "a for jane@example.com", "count": 3, "ago": 1500,
              "uri": "https://shop.example/?q=s3cr3t", "release": "1", "environment": "prod", "meta": { "n": 1 } },
            { "type": 1 },
            { "type": 2, "name": "BetaError", "message": "b" },
            { "type": 1, "message": "m", "count": 0 },
            { "type": 1, "name": "AlphaError", "message": "a for joe@example.com" },
        ],
    });
    let answer = send(&collector, &key, &batch)?;
    ensure!(answer.status == 200, "{answer:?}");
    let expected = json!({ "accepted": 3, "refused": [
        { "index": 1, "error": "message is required" },
        { "index": 3, "error": "count must be a whole number from 1" },
    ] });
    ensure!(answer.json() == expected, "{answer:?}");
    ensure!(answer.header("access-control-allow-origin") == "https://shop.example", "{answer:?}");

    let alpha = collector.wait_for_issue(&key, "AlphaError")?;
    ensure!(alpha["issue"]["events"] == 4 && alpha["issue"]["sessions"] == 1, "{alpha:#}");
    let beta = collector.wait_for_issue(&key, "BetaError")?;
    ensure!(beta["issue"]["events"] == 1 && beta["event"]["count"] == 1, "{beta:#}");
    ensure!(collector.sessions(&key)? == (1, 1));
    ensure!(!alpha.to_string().contains("example.com") && !alpha.to_string().contains("s3cr3t"), "{alpha:#}");
    ensure!(collector.outcome(&key, "stored")? == 5 && collector.outcome(&key, "lost")? == 12);
    Ok(())
}

#[test]
fn a_batch_that_is_sent_again_is_counted_once_even_after_kill_9() -> Result<()> {
    let mut collector = Collector::start()?;
    let key = collector.project("shop", &["*"])?;
    let batch = |id: &str| json!({ "id": id, "lost": 2, "events": [{ "type": 1, "name": "OnceError", "message": "m", "count": 2 }] });
    for id in ["00000000000000aa", "00000000000000aa", "00000000000000bb"] {
        let answer = send(&collector, &key, &batch(id))?;
        ensure!(answer.status == 200 && answer.json()["accepted"] == 1, "{answer:?}");
    }
    ensure!(collector.issues(&key)?[0]["events"] == 4);
    ensure!(collector.outcome(&key, "lost")? == 4 && collector.outcome(&key, "repeated")? == 2);
    // The restart gives every visitor another hash; the batch is known all the same.
    collector.kill_and_restart()?;
    ensure!(send(&collector, &key, &batch("00000000000000aa"))?.json()["accepted"] == 1);
    ensure!(collector.issues(&key)?[0]["events"] == 4);
    Ok(())
}

#[test]
fn a_late_event_has_its_own_time_and_its_visit_counts_today() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["*"])?;
    let event = |name: &str, ago: u64| json!({ "type": 1, "name": name, "message": "m", "ago": ago });
    let week = 7 * 86_400_000;
    let answer = send(
        &collector,
        &key,
        &json!({ "events": [event("NowError", 0), event("HourError", 3_600_000), event("WeekError", week)] }),
    )?;
    ensure!(answer.status == 200, "{answer:?}");
    let titles: Vec<Value> = collector.issues(&key)?.iter().map(|issue| issue["title"].clone()).collect();
    ensure!(titles == ["NowError: m", "HourError: m", "WeekError: m"], "{titles:?}");
    ensure!(collector.sessions(&key)? == (1, 1));
    Ok(())
}

#[test]
fn what_is_no_batch_is_refused_and_leaves_nothing() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let cases: [(&[u8], u16, &str); 7] = [
        (b"", 400, "bad_body"),
        (b"[]", 400, "bad_body"),
        (br#"{"events":[{"type":1,"message":"m"}],"user":1}"#, 400, "unknown_property"),
        (b"{}", 422, "invalid_field"),
        (br#"{"events":[]}"#, 422, "invalid_field"),
        (br#"{"events":[{"type":1,"message":"m"}],"id":"x"}"#, 422, "invalid_field"),
        (&[b' '; 1_100_000], 413, "body_too_large"),
    ];
    for (body, status, code) in cases {
        let answer = send_as(&collector, &key, "visitor", body)?;
        let shown = String::from_utf8_lossy(body.get(..60).unwrap_or(body)).into_owned();
        ensure!(answer.status == status && answer.json()["error"]["code"] == code, "{shown}: {answer:?}");
    }
    ensure!(collector.issues(&key)?.is_empty() && collector.sessions(&key)? == (0, 0));
    let preflight = [("origin", "https://shop.example"), ("access-control-request-method", "POST")];
    let answer = collector.request("OPTIONS", &format!("/v1/{key}/batch"), &preflight, b"")?;
    ensure!(answer.status == 204, "{answer:?}");
    Ok(())
}
