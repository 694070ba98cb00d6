//! Answers: what pages may read of them, what they tell SDKs to keep back, and what a limit stops.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{collector::Collector, http::Response, sentry};
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
    for (body, headers, empty) in [
        (event("page"), &[ORIGIN][..], false),
        (event("server"), &[][..], false),
        (b"{}\n".to_vec(), &[ORIGIN][..], true),
        (b"{}\n{\"type\":\"client_report\"}\n{}".to_vec(), &[ORIGIN][..], true),
    ] {
        let answer = collector.request("POST", &path, headers, &body)?;
        ensure!(answer.status == 200 && answer.json()["id"].is_null() == empty, "{answer:?}");
        is_readable_and_tells_all(&answer)?;
    }
    Ok(())
}

#[test]
fn a_refusal_tells_as_much_as_an_answer() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("refusals", &["https://shop.example"])?;
    let to = |endpoint: &str| format!("/api/1/{endpoint}/?sentry_key={key}");
    let (envelope, store) = (to("envelope"), to("store"));
    let evil = ("origin", "https://evil.example");
    for (method, path, headers, body, status) in [
        ("POST", envelope.as_str(), &[ORIGIN][..], b"nonsense".to_vec(), 400),
        ("POST", store.as_str(), &[ORIGIN], b"nonsense".to_vec(), 400),
        ("POST", "/api/1/envelope/", &[ORIGIN], event("without a key"), 401),
        ("POST", "/api/1/envelope/?sentry_key=00000000000", &[ORIGIN], event("of no project"), 403),
        ("POST", "/tunnel", &[ORIGIN], event("without a key"), 401),
        ("POST", envelope.as_str(), &[evil], event("of another site"), 403),
        ("POST", envelope.as_str(), &[], event("of a server"), 403),
        ("POST", "/api/1/minidump/", &[ORIGIN], Vec::new(), 404),
        ("GET", "/api/1/projects/shop/", &[ORIGIN], Vec::new(), 404),
        ("GET", envelope.as_str(), &[ORIGIN], Vec::new(), 405),
        ("POST", envelope.as_str(), &[ORIGIN], vec![b' '; 8 * 1024 * 1024 + 1], 413),
        ("POST", store.as_str(), &[ORIGIN, ("content-encoding", "compress")], event("packed"), 415),
    ] {
        let answer = collector.request(method, path, headers, &body)?;
        ensure!(answer.status == status, "{method} {path}: {answer:?}");
        ensure!(!answer.header("x-sentry-error").is_empty(), "{method} {path}: {answer:?}");
        ensure!(answer.header("retry-after").is_empty(), "it would stop everything: {answer:?}");
        is_readable_and_tells_all(&answer)?;
    }
    Ok(())
}

/// Whether a page may read the answer, and it tells to keep back what is not taken and nothing else.
fn is_readable_and_tells_all(answer: &Response) -> Result<()> {
    ensure!(answer.header("content-type") == "application/json", "{answer:?}");
    let exposed = answer.header("access-control-expose-headers");
    let all = ["x-sentry-error", "x-sentry-rate-limits", "retry-after"];
    ensure!(all.iter().all(|name| exposed.contains(name)), "{answer:?}");
    ensure!(!answer.header("access-control-allow-origin").is_empty(), "{answer:?}");
    let limits = answer.header("x-sentry-rate-limits");
    ensure!(limits.starts_with("86400:") && limits.ends_with(":project:not_taken"), "{answer:?}");
    let categories: Vec<&str> = limits.split(':').nth(1).unwrap_or_default().split(';').collect();
    for category in
        ["transaction", "span", "replay", "profile", "log_item", "attachment", "monitor", "trace_metric"]
    {
        ensure!(categories.contains(&category), "{category}: {limits}");
    }
    for taken in ["error", "default", "security", "session", "feedback", "user_report_v2"] {
        ensure!(!categories.contains(&taken), "{taken} is taken: {limits}");
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
    let (own, not_taken) = limits.split_once(", ").context("two limits")?;
    let parts: Vec<&str> = own.split(':').collect();
    ensure!(parts[1..] == ["error;default;security", "project", "too_many_events"], "{limits}");
    ensure!(parts[0].parse::<u32>()? > 0, "{limits}");
    ensure!(not_taken.starts_with("86400:transaction;") && not_taken.ends_with(":not_taken"), "{limits}");
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
