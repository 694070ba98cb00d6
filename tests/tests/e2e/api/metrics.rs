//! An operator's view of a running collector: metrics behind a token, and a log of events
//! without their visitors.

use anyhow::{Context, Result, ensure};
use corncrake_tests::collector::{Collector, CollectorOptions, TOKEN};
use serde_json::{Value, json};

const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";

fn event(collector: &Collector, key: &str, body: &Value) -> Result<String> {
    let headers = [
        ("origin", "https://shop.example"),
        ("user-agent", AGENT),
        ("x-real-ip", "203.0.113.77"),
        ("content-type", "application/json"),
    ];
    let answer =
        collector.request("POST", &format!("/v1/{key}/event"), &headers, body.to_string().as_bytes())?;
    Ok(answer.header("x-request-id").to_owned())
}

/// The value of a metric, labels included.
fn value(metrics: &str, name: &str) -> Option<f64> {
    metrics.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}

#[test]
fn metrics_are_for_who_has_a_token_and_count_what_happened() -> Result<()> {
    let options = CollectorOptions {
        environment: vec![("METRICS_TOKEN", "a token for metrics only".to_owned())],
        ..CollectorOptions::default()
    };
    let collector = Collector::start_with(options)?;
    let key = collector.project("shop", &["https://shop.example"])?;
    for _ in 0..3 {
        event(&collector, &key, &json!({ "type": 1, "name": "MetricError", "message": "m" }))?;
    }
    event(&collector, &key, &json!({ "type": 1 }))?;
    event(&collector, &key, &json!({ "type": 1, "message": "Script error." }))?;
    let ask = |token: &str| {
        collector.request("GET", "/metrics", &[("authorization", &format!("Bearer {token}"))], b"")
    };
    ensure!(ask("wrong")?.status == 401 && ask("")?.status == 401);
    ensure!(collector.request("GET", "/metrics", &[], b"")?.status == 401);
    let path = "/api/projects";
    let own = [("authorization", "Bearer a token for metrics only")];
    ensure!(collector.request("GET", path, &own, b"")?.status == 401, "it is good for metrics only");
    ensure!(ask(TOKEN)?.status == 200);

    let answer = ask("a token for metrics only")?;
    ensure!(answer.status == 200 && answer.header("content-type").starts_with("text/plain;version=0.0.4"));
    let metrics = answer.body;
    for (name, wanted) in [
        (r#"corncrake_requests_total{route="event",status="200"}"#, 4.0),
        (r#"corncrake_requests_total{route="event",status="422"}"#, 1.0),
        (r#"corncrake_request_seconds_count{route="event"}"#, 5.0),
        (r#"corncrake_events_total{outcome="stored"}"#, 4.0),
        (r#"corncrake_events_total{outcome="refused"}"#, 1.0),
        (r#"corncrake_noise_total{rule="script-error"}"#, 1.0),
    ] {
        ensure!(value(&metrics, name) == Some(wanted), "{name} should be {wanted} in\n{metrics}");
    }
    ensure!(value(&metrics, "corncrake_rows_written_total").is_some_and(|rows| rows > 8.0), "{metrics}");
    ensure!(!metrics.contains(&key) && !metrics.contains("MetricError"), "{metrics}");
    Ok(())
}

#[test]
fn with_all_logged_every_request_is_a_line_with_its_id_and_without_who_sent_it() -> Result<()> {
    let environment = vec![("CLIENT_IP_HEADER", "X-Real-IP".to_owned()), ("LOG", "all".to_owned())];
    let collector = Collector::start_with(CollectorOptions { environment, ..CollectorOptions::default() })?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let id = event(&collector, &key, &json!({ "type": 1, "name": "LogError", "message": "m" }))?;
    let refused = event(&collector, &key, &json!({ "type": 1, "message": "m", "jane@example.com": 1 }))?;
    collector.request("GET", "/nowhere?token=s3cr3t", &[("user-agent", AGENT)], b"")?;
    let log = collector.log()?;
    let line = |id: &str| -> Result<Value> {
        let line =
            log.lines().find(|line| line.contains(id)).with_context(|| format!("no {id} in\n{log}"))?;
        let whole: Value = serde_json::from_str(line).with_context(|| format!("no JSON: {line}"))?;
        let said = whole["message"].as_str().context("no message")?;
        serde_json::from_str(said).with_context(|| format!("no JSON: {said}"))
    };
    let good = line(&id)?;
    ensure!(id.len() == 16 && good["route"] == "event" && good["status"] == 200, "{good}");
    ensure!(good["method"] == "POST" && good["ms"].is_u64() && good["level"] == "info", "{good}");
    let bad = line(&refused)?;
    ensure!(bad["status"] == 400 && bad["code"] == "unknown_property", "{bad}");
    for personal in ["203.0.113.77", "Firefox/153", "jane@", "s3cr3t", "nowhere", "shop.example", &key, TOKEN]
    {
        let said =
            log.lines().filter(|line| line.contains("\\\"what\\\"")).any(|line| line.contains(personal));
        ensure!(!said, "{personal} is in the log:\n{log}");
    }
    Ok(())
}

#[test]
fn by_default_a_refused_event_is_logged_and_an_accepted_one_is_not() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let accepted = event(&collector, &key, &json!({ "type": 1, "name": "LogError", "message": "m" }))?;
    let refused = event(&collector, &key, &json!({ "type": 1 }))?;
    ensure!(accepted.is_empty() && refused.len() == 16, "{accepted:?} {refused:?}");
    let log = collector.log()?;
    let lines: Vec<&str> = log.lines().filter(|line| line.contains("\\\"route\\\":\\\"event\\\"")).collect();
    ensure!(lines.len() == 1 && lines[0].contains(&refused), "{lines:?} in\n{log}");
    Ok(())
}
