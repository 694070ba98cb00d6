//! Reports that Chromium, Firefox and WebKit write and send by themselves, from an https page
//! to the collector over https: each arrives, and has a title that a person understands.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    collector::Collector,
    site::front::Front,
    wait::eventually,
};
use serde_json::{Value, json};

/// The titles of each page's reports, and the engines that send them.
const EXPECTED: [(&str, &str, &[Engine]); 8] = [
    ("/csp-to", "img-src blocked to.blocked.example", &Engine::ALL),
    ("/csp-uri", "img-src blocked uri.blocked.example", &Engine::ALL),
    ("/sample", "script-src blocked an inline script", &Engine::ALL),
    ("/integrity", "Integrity policy blocked a script of localhost", &Engine::ALL),
    ("/hash", "A script of localhost was hashed", &[Engine::Chromium, Engine::WebKit]),
    ("/coep", "COEP blocked 127.0.0.1 (image)", &[Engine::Chromium, Engine::WebKit]),
    ("/deprecated", "Deprecated: Synchronous", &[Engine::Chromium]),
    ("/permission", "Permissions policy blocked sync-xhr", &[Engine::Chromium]),
];

/// Pages that break a policy of theirs each, and send the reports here.
fn pages(endpoint: &str) -> Value {
    let body = |what: &str| format!("<!doctype html><title>a shop</title>{what}");
    let image = |of: &str| body(&format!("<img src='{of}?user=jane.doe'>"));
    let waits = "<script>const x = new XMLHttpRequest(); x.open('GET', '/script', false); try { x.send(); } catch {}</script>";
    let half = format!("<script>/*{}\u{1f600}*/</script>", "x".repeat(37));
    let script = "<script src='/script?user=jane.doe'></script>";
    let to = format!("csp=\"{endpoint}\", default=\"{endpoint}\"");
    let page = |body: String, policy: &str, text: &str| json!({ "body": body, "headers": { "reporting-endpoints": to, policy: text } });
    let csp = "content-security-policy";
    json!({
        "/csp-to": page(image("https://to.blocked.example/x.png"), csp, "img-src 'self'; report-to csp"),
        "/csp-uri": {
            "body": image("https://uri.blocked.example/x.png"),
            "headers": { csp: format!("img-src 'self'; report-uri {endpoint}") },
        },
        // A sample is cut at 40 UTF-16 units: here in the middle of an emoji.
        "/sample": page(body(&half), csp, "script-src 'self' 'report-sample'; report-to csp"),
        "/integrity": page(body(script), "integrity-policy", "blocked-destinations=(script), endpoints=(csp)"),
        "/hash": page(body(script), csp, "script-src 'self' 'report-sha256'; report-to csp"),
        // The collector's own answer has no policy on embedding.
        "/coep": page(
            image(&endpoint.replace("/v1/", "/api/")),
            "cross-origin-embedder-policy",
            "require-corp; report-to=\"csp\"",
        ),
        "/deprecated": page(body(waits), "x-none", ""),
        "/permission": page(body(waits), "permissions-policy", "sync-xhr=()"),
        "/script": { "body": "// nothing", "headers": { "content-type": "text/javascript" } },
    })
}

/// All issues, those too that report no fault.
fn issues(collector: &Collector, key: &str) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for noise in 0..=1 {
        let page = collector.get(&format!("/api/projects/{key}/issues?limit=100&noise={noise}"))?;
        all.extend(page["issues"].as_array().context("no issues")?.clone());
    }
    Ok(all)
}

async fn engine_reports(engine: Engine) -> Result<()> {
    engine.ensure_not_too_old()?;
    let collector = Collector::start()?;
    let port = Front::port()?;
    let key = collector.project("shop", &[&format!("https://localhost:{port}")])?;
    let front =
        Front::start(port, collector.port, &pages(&format!("https://127.0.0.1:{port}/v1/{key}/report")))?;
    let browser = Browser::open_to_report(engine, &front.key_digest).await?;
    for (path, title, engines) in EXPECTED {
        if !engines.contains(&engine) {
            continue;
        }
        browser.goto(&format!("{}{path}?user=jane.doe", front.site())).await?;
        let arrived = eventually(title, || {
            let titles = issues(&collector, &key)?;
            Ok(titles
                .iter()
                .any(|issue| issue["title"].as_str().is_some_and(|t| t.contains(title)))
                .then_some(()))
        });
        arrived.with_context(|| format!("{engine:?}: {:?}", issues(&collector, &key)))?;
    }
    for issue in issues(&collector, &key)? {
        let id = issue["id"].as_str().unwrap_or_default();
        let whole = collector.get(&format!("/api/projects/{key}/issues/{id}"))?;
        ensure!(!whole.to_string().contains("jane"), "{engine:?}: {whole:#}");
        ensure!(whole["event"]["browser"].is_string(), "{engine:?}: {whole:#}");
        println!("{engine:?}: {} {}", issue["title"], issue["events"]);
    }
    ensure!(collector.sessions(&key)?.1 >= 1, "{engine:?}: {:?}", collector.sessions(&key)?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn chromium_reports() -> Result<()> {
    engine_reports(Engine::Chromium).await
}

#[tokio::test(flavor = "multi_thread")]
async fn firefox_reports() -> Result<()> {
    engine_reports(Engine::Firefox).await
}

#[tokio::test(flavor = "multi_thread")]
async fn webkit_reports() -> Result<()> {
    engine_reports(Engine::WebKit).await
}
