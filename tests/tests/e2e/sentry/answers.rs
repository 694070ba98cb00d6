//! Answers: what pages may read of them, what they tell SDKs to keep back, and what a limit stops.

use anyhow::{Result, ensure};
use corncrake_tests::{collector::Collector, sentry};
use serde_json::json;

const ORIGIN: (&str, &str) = ("origin", "https://shop.example");

fn event(value: &str) -> Vec<u8> {
    let event = json!({ "exception": { "values": [{ "type": "Error", "value": value }] } });
    format!("{{}}\n{{\"type\":\"event\"}}\n{event}\n").into_bytes()
}

#[test]
fn a_page_may_read_every_answer_and_learns_what_to_keep_back() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("answers", &["https://shop.example", "server"])?;
    let path = format!("/api/1/envelope/?sentry_key={key}");
    let preflight = [
        ORIGIN,
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "sentry-trace, baggage, x-own"),
    ];
    let asked = collector.request("OPTIONS", &path, &preflight, b"")?;
    ensure!(
        asked.status == 204 && asked.header("access-control-allow-headers").contains("baggage"),
        "{asked:?}"
    );
    ensure!(asked.header("access-control-allow-origin") == ORIGIN.1, "{asked:?}");
    for (body, headers, status, empty) in [
        (event("page"), &[ORIGIN][..], 200, false),
        (event("server"), &[][..], 200, false),
        (b"{}\n".to_vec(), &[ORIGIN][..], 200, true),
        (b"{}\n{\"type\":\"client_report\"}\n{}".to_vec(), &[ORIGIN][..], 200, true),
        (b"nonsense".to_vec(), &[ORIGIN][..], 400, true),
        (event("page"), &[("origin", "https://evil.example")][..], 403, true),
    ] {
        let answer = collector.request("POST", &path, headers, &body)?;
        ensure!(answer.status == status, "{answer:?}");
        ensure!(answer.header("content-type") == "application/json", "{answer:?}");
        let exposed = answer.header("access-control-expose-headers");
        let all = ["x-sentry-error", "x-sentry-rate-limits", "retry-after"];
        ensure!(all.iter().all(|name| exposed.contains(name)), "{answer:?}");
        ensure!(!answer.header("access-control-allow-origin").is_empty(), "{answer:?}");
        ensure!(answer.json()["id"].is_null() == empty, "{answer:?}");
        let limits = answer.header("x-sentry-rate-limits");
        if status != 200 {
            ensure!(
                limits.is_empty() && answer.header("retry-after").is_empty(),
                "nothing stops: {answer:?}"
            );
            continue;
        }
        let is_page = !headers.is_empty();
        ensure!(limits.starts_with("86400:") && limits.ends_with(":project:not_taken"), "{limits}");
        let categories: Vec<&str> = limits.split(':').nth(1).unwrap_or_default().split(';').collect();
        for category in
            ["transaction", "span", "replay", "profile", "log_item", "attachment", "monitor", "trace_metric"]
        {
            ensure!(categories.contains(&category), "{category}: {limits}");
        }
        for taken in ["error", "default", "security", "feedback", "user_report_v2"] {
            ensure!(!categories.contains(&taken), "{taken} is taken: {limits}");
        }
        ensure!(categories.contains(&"session") != is_page, "a page's sessions are its visits: {limits}");
    }
    Ok(())
}

#[test]
fn too_many_events_stop_errors_and_nothing_else() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("limited", &["https://shop.example"])?;
    let body = json!({ "events_per_second": 1, "session_events": 2 }).to_string();
    let token = format!("Bearer {}", corncrake_tests::collector::TOKEN);
    let path = format!("/api/projects/{key}");
    let changed = collector.request("PATCH", &path, &[("authorization", &token)], body.as_bytes())?;
    ensure!(changed.status == 200, "{changed:?}");
    let path = format!("/api/1/envelope/?sentry_key={key}");
    let mut limited = None;
    for number in 0..40 {
        let answer =
            collector.request("POST", &path, &[ORIGIN, ("user-agent", "x")], &event(&number.to_string()))?;
        if answer.status == 429 {
            limited = Some(answer);
            break;
        }
        ensure!(answer.status == 200, "{answer:?}");
    }
    let answer = limited.expect("a limit");
    let limits = answer.header("x-sentry-rate-limits");
    let categories: Vec<&str> = limits.split(':').nth(1).unwrap_or_default().split(';').collect();
    ensure!(categories == ["error", "default", "security"], "{limits}");
    ensure!(limits.split(':').next().and_then(|seconds| seconds.parse::<u32>().ok()) > Some(0), "{limits}");
    ensure!(answer.header("retry-after").is_empty(), "it would stop everything: {answer:?}");
    Ok(())
}

#[test]
fn an_item_that_is_not_known_costs_the_event_nothing() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("items", &["server"])?;
    let event = br#"{"message":"kept","level":"error"}"#;
    let answer = sentry::send_envelope(
        &collector,
        &key,
        &[
            (json!({ "type": "attachment", "length": 8, "filename": "shot.bin" }), b"\n{}\n\xff\x00\n{"),
            (json!({ "type": "thing of next year", "length": 3 }), b"\n\n\n"),
            (json!({ "type": "event", "length": event.len(), "content_type": 7 }), event),
            (json!({ "type": "transaction" }), b"{}"),
        ],
    )?;
    ensure!(answer.status == 200, "{answer:?}");
    collector.wait_for_issue(&key, "kept")?;
    for (kind, count) in [("attachment", 1), ("other", 1), ("transaction", 1), ("error", 0)] {
        ensure!(sentry::items(&collector, &key, kind, "dropped")? == count, "{kind}");
    }
    Ok(())
}
