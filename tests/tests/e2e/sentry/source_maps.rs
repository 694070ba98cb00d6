//! Source maps: an event of Sentry's SDKs is the same issue as one of our own client, by release and file or
//! by the debug id that a bundler's plug-in wrote, whatever the release.

use anyhow::{Result, ensure};
use corncrake_tests::collector::{Collector, TOKEN};
use serde_json::{Value, json};

const ID: &str = "1e5ed4ae-fe0f-45a6-a2e7-0c0dd13d02f6";
const ORIGIN: (&str, &str) = ("origin", "https://shop.example");
const SCRIPT: &str = "https://shop.example/assets/app.js";

fn map() -> String {
    let text = "export function payForCart(cart) {\n  return cart.items.total\n}\n";
    json!({ "version": 3, "sources": ["../src/pay.js"], "names": [], "sourcesContent": [text], "debugId": ID,
        "mappings": "AAAA,UACE" })
    .to_string()
}

fn by_sdk(collector: &Collector, key: &str, release: Option<&str>, debug_id: Option<&str>) -> Result<()> {
    let frame = json!({ "filename": SCRIPT, "function": "t", "lineno": 1, "colno": 12, "in_app": true });
    let images = debug_id.map(|id| json!([{ "type": "sourcemap", "code_file": SCRIPT, "debug_id": id }]));
    let event = json!({
        "platform": "javascript", "release": release, "debug_meta": { "images": images },
        "exception": { "values": [{ "type": "TypeError", "value": "x", "stacktrace": { "frames": [frame] } }] },
    });
    let body = format!("{{}}\n{{\"type\":\"event\"}}\n{event}\n");
    let path = format!("/api/1/envelope/?sentry_key={key}");
    let answer = collector.request("POST", &path, &[ORIGIN, ("user-agent", "x")], body.as_bytes())?;
    ensure!(answer.status == 200, "{answer:?}");
    Ok(())
}

fn by_own_client(collector: &Collector, key: &str, release: &str) -> Result<()> {
    let stack = format!("TypeError: x\n    at t ({SCRIPT}:1:12)\n");
    let event = json!({ "type": 1, "name": "TypeError", "message": "x", "stack": stack, "release": release });
    let headers = [ORIGIN, ("user-agent", "x"), ("content-type", "application/json")];
    let answer =
        collector.request("POST", &format!("/v1/{key}/event"), &headers, event.to_string().as_bytes())?;
    ensure!(answer.status == 200, "{answer:?}");
    Ok(())
}

fn project(collector: &Collector) -> Result<String> {
    let key = collector.project("shop", &["https://shop.example"])?;
    let (path, token) =
        (format!("/api/projects/{key}/releases/shop@1/files/app.js.map"), format!("Bearer {TOKEN}"));
    let put = collector.request("PUT", &path, &[("authorization", &token)], map().as_bytes())?;
    ensure!(put.status == 201, "{put:?}");
    Ok(key)
}

fn only_issue(collector: &Collector, key: &str) -> Result<Value> {
    let issues = collector.issues(key)?;
    ensure!(issues.len() == 1, "{issues:#?}");
    collector.wait_for_issue(key, "TypeError: x")
}

#[test]
fn both_clients_make_one_issue_by_release_and_file() -> Result<()> {
    let collector = Collector::start()?;
    let key = project(&collector)?;
    by_own_client(&collector, &key, "shop@1")?;
    by_sdk(&collector, &key, Some("shop@1"), None)?;
    let issue = only_issue(&collector, &key)?;
    ensure!(issue["issue"]["events"] == 2, "{issue:#}");
    ensure!(issue["event"]["frames"][0]["original"]["function"] == "payForCart", "{issue:#}");
    Ok(())
}

#[test]
fn a_debug_id_finds_its_map_whatever_the_release() -> Result<()> {
    let collector = Collector::start()?;
    let key = project(&collector)?;
    by_own_client(&collector, &key, "shop@1")?;
    by_sdk(&collector, &key, Some("another"), Some(ID))?;
    by_sdk(&collector, &key, None, Some(&ID.replace('-', "").to_uppercase()))?;
    let issue = only_issue(&collector, &key)?;
    ensure!(issue["issue"]["events"] == 3, "{issue:#}");
    let frame = &issue["event"]["frames"][0];
    ensure!(frame["original"]["function"] == "payForCart", "a person sees it, too: {issue:#}");
    by_sdk(&collector, &key, Some("another"), Some("00000000-0000-0000-0000-000000000000"))?;
    ensure!(collector.issues(&key)?.len() == 2, "an id that no map has finds none");
    Ok(())
}
