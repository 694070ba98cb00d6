//! Reports of browsers: every recorded report of three engines is taken,
//! titled, counted once, and kept off the list where it is known noise.

use std::fs;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{Collector, Response},
    root,
};
use serde_json::{Value, json};

const AGENT: (&str, &str) =
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0");

fn send(collector: &Collector, key: &str, origin: &str, media_type: &str, body: &str) -> Result<Response> {
    let headers = [("origin", origin), ("content-type", media_type), AGENT];
    collector.request("POST", &format!("/v1/{key}/report"), &headers, body.as_bytes())
}

fn issues(collector: &Collector, key: &str, noise: u8) -> Result<Vec<Value>> {
    let page = collector.get(&format!("/api/projects/{key}/issues?limit=100&noise={noise}"))?;
    Ok(page["issues"].as_array().context("no issues")?.clone())
}

/// Whether any report of a body says that something failed: not those of a policy on trial, what
/// will stop working, and what reports no fault.
fn is_failure(body: &Value) -> bool {
    let reports = body.as_array().cloned().unwrap_or_else(|| vec![body.clone()]);
    reports.iter().any(|report| {
        let kind = report["type"].as_str().unwrap_or("csp-violation");
        let inner = if report["csp-report"].is_object() { &report["csp-report"] } else { &report["body"] };
        let is_trial = matches!(inner["disposition"].as_str(), Some("report" | "reporting"));
        !is_trial
            && inner["reportOnly"] != true
            && inner["type"] != "ok"
            && !matches!(kind, "deprecation" | "csp-hash")
    })
}

#[test]
fn every_recorded_report_is_taken_and_titled() -> Result<()> {
    let collector = Collector::start()?;
    let mut sent = 0;
    for entry in fs::read_dir(root().join("core/tests/fixtures/reports"))?.flatten() {
        if entry.path().extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let name = entry.file_name().to_string_lossy().into_owned();
        let recorded: Value = serde_json::from_str(&fs::read_to_string(entry.path())?)?;
        let media_type = recorded["content-type"].as_str().unwrap_or_default();
        let key = collector.project(&name, &["*"])?;
        let answer =
            send(&collector, &key, "https://app.test:8443", media_type, &recorded["body"].to_string())?;
        ensure!(answer.status == 200, "{name}: {answer:?}");
        let found = [issues(&collector, &key, 0)?, issues(&collector, &key, 1)?].concat();
        ensure!(!found.is_empty(), "{name}: nothing was kept");
        for issue in &found {
            ensure!(issue["title"].as_str().is_some_and(|title| title.len() > 5), "{name}: {issue}");
            let id = issue["id"].as_str().unwrap_or_default();
            let whole = collector.get(&format!("/api/projects/{key}/issues/{id}"))?;
            ensure!(
                whole["event"]["message"].is_string() && whole["event"]["meta"].is_object(),
                "{name}: {whole:#}"
            );
        }
        let marks = recorded["body"].to_string().parse::<Value>().is_ok_and(|body| is_failure(&body));
        let (sessions, errored) = collector.sessions(&key)?;
        ensure!(sessions > 0 && (errored > 0) == marks, "{name}: {errored} of {sessions} sessions failed");
        sent += 1;
    }
    ensure!(sent > 35, "only {sent} recorded reports were found");
    Ok(())
}

fn violation(blocked: &str, age: u64) -> Value {
    json!({
        "type": "csp-violation", "age": age, "url": "https://shop.example/cart?coupon=s3cr3t", "user_agent": "x",
        "body": {
            "documentURL": "https://shop.example/cart?coupon=s3cr3t", "referrer": "https://jane.example/?q=s3cr3t",
            "blockedURL": blocked, "effectiveDirective": "script-src-elem", "disposition": "enforce",
            "originalPolicy": "script-src 'self'", "sample": "let s3cr3t", "statusCode": 200,
        },
    })
}

#[test]
fn one_violation_is_one_issue_counted_once_and_noise_is_off_the_list() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let reports = |reports: &[Value]| json!(reports).to_string();
    let media_type = "application/reports+json";
    let batch = reports(&[
        violation("https://cdn.example/lib.js?user=7", 20_000),
        violation("https://cdn.example/other.js", 40_000),
        violation("chrome-extension://abcdefghijklmnop/inject.js", 0),
    ]);
    // The second time is a browser that saw no answer to the first.
    for _ in 0..2 {
        let answer = send(&collector, &key, "https://shop.example", media_type, &batch)?;
        ensure!(answer.status == 200, "{answer:?}");
    }
    let listed = issues(&collector, &key, 0)?;
    ensure!(listed.len() == 1, "{listed:#?}");
    ensure!(listed[0]["title"] == "script-src blocked cdn.example", "{listed:#?}");
    // One of two may straddle the edge of the rounding by which a resent report is known.
    ensure!(listed[0]["events"].as_u64().is_some_and(|events| (2..=3).contains(&events)), "{listed:#?}");
    ensure!(listed[0]["type"] == 5 && listed[0]["noise"].is_null(), "{listed:#?}");
    let noise = issues(&collector, &key, 1)?;
    ensure!(noise.len() == 1 && noise[0]["noise"] == "extension", "{noise:#?}");
    let id = listed[0]["id"].as_str().unwrap_or_default();
    let whole = collector.get(&format!("/api/projects/{key}/issues/{id}"))?.to_string();
    ensure!(!whole.contains("s3cr3t") && !whole.contains("jane"), "{whole}");
    ensure!(collector.sessions(&key)? == (1, 1), "{:?}", collector.sessions(&key)?);
    Ok(())
}

#[test]
fn whose_reports_are_taken() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let ours = violation("eval", 1).to_string();
    let theirs = ours.replace("shop.example", "evil.example");
    let cases = [
        ("null", "application/csp-report", ours.as_str(), 200),
        ("https://shop.example", "text/plain", ours.as_str(), 200),
        ("https://evil.example", "application/reports+json", ours.as_str(), 403),
        ("null", "application/reports+json", theirs.as_str(), 403),
        ("https://shop.example", "application/reports+json", theirs.as_str(), 403),
        ("https://shop.example", "application/xml", ours.as_str(), 200),
        ("https://shop.example", "application/reports+json", "{", 400),
        ("https://shop.example", "application/reports+json", "[]", 200),
    ];
    for (origin, media_type, body, status) in cases {
        let answer = send(&collector, &key, origin, media_type, body)?;
        ensure!(answer.status == status, "{origin} {media_type} {body}: {answer:?}");
    }
    let large = send(&collector, &key, "https://shop.example", "application/json", &" ".repeat(300_000))?;
    ensure!(large.status == 413, "{large:?}");
    let headers = [("origin", "https://shop.example"), ("access-control-request-method", "POST")];
    let preflight = collector.request("OPTIONS", &format!("/v1/{key}/report"), &headers, b"")?;
    ensure!(
        preflight.status == 204 && preflight.header("access-control-allow-origin") == "https://shop.example"
    );
    Ok(())
}
