//! The severity of reports: failures, warnings, information; and the advice.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use corncrake_tests::collector::{Collector, Response};
use serde_json::{Value, json};

const AGENT: (&str, &str) =
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0");

fn send(collector: &Collector, key: &str, reports: &[Value]) -> Result<Response> {
    let headers = [("origin", "https://shop.example"), AGENT];
    let answer = collector.request(
        "POST",
        &format!("/v1/{key}/report"),
        &headers,
        json!(reports).to_string().as_bytes(),
    )?;
    ensure!(answer.status == 200, "{answer:?}");
    Ok(answer)
}

fn report(kind: &str, body: &Value) -> Value {
    json!({ "type": kind, "url": "https://shop.example/", "body": body })
}

fn noise(collector: &Collector, key: &str) -> Result<Vec<(String, String)>> {
    let page = collector.get(&format!("/api/projects/{key}/issues?limit=100&noise=1"))?;
    let text = |issue: &Value, name: &str| issue[name].as_str().unwrap_or_default().to_owned();
    let issues = page["issues"].as_array().context("no issues")?;
    Ok(issues.iter().map(|issue| (text(issue, "title"), text(issue, "noise"))).collect())
}

/// The count of an outcome, by its name.
fn outcomes(collector: &Collector, key: &str) -> Result<BTreeMap<String, u64>> {
    let answer = collector.get(&format!("/api/projects/{key}/outcomes?interval=hour"))?;
    let mut sums = BTreeMap::new();
    for hour in answer["series"].as_array().context("no series")? {
        for (name, count) in hour.as_object().context("no hour")? {
            *sums.entry(name.clone()).or_default() += count.as_u64().unwrap_or(0);
        }
    }
    Ok(sums)
}

#[test]
fn what_is_no_fault_is_counted_off_the_list_and_marks_no_session() -> Result<()> {
    let collector = Collector::start()?;
    for (kind, body, title, rule) in [
        (
            "network-error",
            json!({ "type": "ok", "method": "GET", "status_code": 200, "sampling_fraction": 0.01 }),
            "GET shop.example answered 200",
            "no-fault",
        ),
        (
            "csp-hash",
            json!({ "subresourceURL": "https://shop.example/a.js", "hash": "", "destination": "script" }),
            "A script of shop.example was hashed",
            "no-fault",
        ),
        (
            "expect-ct",
            json!({ "hostname": "shop.example", "test-report": true }),
            "The certificate of shop.example is not in the transparency logs (a test)",
            "no-fault",
        ),
        (
            "csp-violation",
            json!({ "effectiveDirective": "script-src-elem", "blockedURL": "chrome-extension" }),
            "script-src blocked a browser extension",
            "extension",
        ),
        (
            "csp-violation",
            json!({ "effectiveDirective": "script-src-elem", "blockedURL": "opera://js-inject" }),
            "script-src blocked opera:",
            "injected",
        ),
    ] {
        let key = collector.project(title, &["https://shop.example"])?;
        send(&collector, &key, &[report(kind, &body)])?;
        ensure!(collector.issues(&key)?.is_empty(), "{title}: {:#?}", collector.issues(&key)?);
        ensure!(
            noise(&collector, &key)? == [(title.to_owned(), rule.to_owned())],
            "{:?}",
            noise(&collector, &key)?
        );
        ensure!(collector.sessions(&key)? == (1, 0), "{title}: {:?}", collector.sessions(&key)?);
        ensure!(outcomes(&collector, &key)?["stored"] == 1, "{title}");
        // A failure of the same session marks it after all.
        send(&collector, &key, &[report("network-error", &json!({ "type": "tcp.reset" }))])?;
        ensure!(collector.sessions(&key)? == (1, 1), "{title}: {:?}", collector.sessions(&key)?);
    }
    Ok(())
}

#[test]
fn what_warns_is_listed_and_marks_no_session() -> Result<()> {
    let collector = Collector::start()?;
    for (kind, body) in [
        ("deprecation", json!({ "id": "UnloadHandler" })),
        (
            "csp-violation",
            json!({ "effectiveDirective": "img-src", "blockedURL": "data", "disposition": "report" }),
        ),
        ("integrity-violation", json!({ "blockedURL": "https://shop.example/a.js", "reportOnly": true })),
    ] {
        let key = collector.project(kind, &["https://shop.example"])?;
        send(&collector, &key, &[report(kind, &body)])?;
        ensure!(collector.issues(&key)?.len() == 1, "{kind}");
        ensure!(collector.sessions(&key)? == (1, 0), "{kind}: {:?}", collector.sessions(&key)?);
    }
    Ok(())
}

#[test]
fn noise_whose_rule_is_off_marks_its_session() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let body = json!({ "noise_off": ["extension"] }).to_string();
    let bearer = format!("Bearer {}", corncrake_tests::collector::TOKEN);
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let changed = collector.request("PATCH", &format!("/api/projects/{key}"), &headers, body.as_bytes())?;
    ensure!(changed.status == 200, "{changed:?}");
    let blocked = json!({ "effectiveDirective": "script-src-elem", "blockedURL": "chrome-extension" });
    corncrake_tests::wait::eventually("the rule is off", || {
        send(&collector, &key, &[report("csp-violation", &blocked)])?;
        Ok((collector.sessions(&key)? == (1, 1)).then_some(()))
    })?;
    ensure!(collector.issues(&key)?.len() == 1);
    Ok(())
}

#[test]
fn what_is_left_out_of_a_batch_counts_as_refused() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let good = report("deprecation", &json!({ "id": "X" }));
    let mut foreign = good.clone();
    foreign["url"] = "https://evil.example/".into();
    send(&collector, &key, &[good.clone(), foreign, json!(5), json!({ "no": "type" }), good])?;
    let outcomes = outcomes(&collector, &key)?;
    ensure!(outcomes["stored"] == 2 && outcomes["refused"] == 3, "{outcomes:?}");
    Ok(())
}

#[test]
fn hosts_are_told_apart_and_each_has_its_line() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let hosts = [
        ("1111111111.a-cdn.example", true),
        ("2222222222.other-host.example", true),
        ("2b1c3d4e-aaaa-4000-8000-000000000001.cdn.example", true),
        ("o450123456789.ingest.example", true),
        ("203.0.113.7:15871", false),
    ];
    for (host, _) in hosts {
        let body = json!({ "effectiveDirective": "img-src", "blockedURL": format!("https://{host}/x"),
            "originalPolicy": "img-src 'self'" });
        send(&collector, &key, &[report("csp-violation", &body)])?;
    }
    let socket = json!({ "effectiveDirective": "connect-src", "blockedURL": "wss://live.example",
        "originalPolicy": "connect-src 'self'" });
    send(&collector, &key, &[report("csp-violation", &socket)])?;
    let answer = collector.get(&format!("/api/projects/{key}/reports?limit=100"))?;
    let lines: BTreeMap<&str, Option<&str>> = answer["reports"]
        .as_array()
        .context("no reports")?
        .iter()
        .filter_map(|one| Some((one["issue"]["title"].as_str()?, one["advice"]["line"].as_str())))
        .collect();
    ensure!(lines.len() == 6, "{lines:#?}");
    for (host, is_named) in hosts {
        let shown = if is_named { host } else { "[ip]" };
        let line = lines.get(format!("img-src blocked {shown}").as_str()).context(host.to_owned())?;
        ensure!(
            line.map(str::to_owned) == is_named.then(|| format!("img-src 'self' https://{host}")),
            "{lines:#?}"
        );
    }
    ensure!(lines["connect-src blocked live.example"] == Some("connect-src 'self' wss://live.example"));
    Ok(())
}
