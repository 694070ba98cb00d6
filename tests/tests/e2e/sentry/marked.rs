//! Every field that SDKs know, with a marked value, and an SDK with everything switched on: afterwards no
//! byte on disk and no line of the log has a mark, but for the fields that are kept.

use std::fs;

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::{Collector, CollectorOptions},
    inspect::search,
    root,
    sentry::sdk::{SdkFolder, dsn},
};
use serde_json::json;

/// How a mark begins that may be nowhere: long enough that no random id has one by chance.
const MARKS: [&str; 6] = ["mark-", "mark_", "203.0.113.77", "example.org", "47110815", "sentry.python/9"];

#[test]
fn no_marked_value_is_kept() -> Result<()> {
    let mut collector = Collector::start_with(CollectorOptions {
        environment: vec![("CLIENT_IP_HEADER", "X-Real-IP".to_owned())],
        ..CollectorOptions::default()
    })?;
    let event = fs::read(root().join("core/tests/fixtures/sentry-marked.json"))?;
    let event = serde_json::from_slice::<serde_json::Value>(&event)?.to_string();
    let headers = [
        ("user-agent", "sentry.python/9 of mark-agent"),
        ("x-real-ip", "203.0.113.77"),
        ("cookie", "mark-cookie=mark-cookie"),
        ("referer", "https://shop.example/mark-referer"),
    ];
    for origins in [&["server"][..], &["https://shop.example"]] {
        let key = collector.project("marked", origins)?;
        let sender = origins.iter().filter(|origin| **origin != "server").map(|origin| ("origin", *origin));
        let headers: Vec<(&str, &str)> = headers.iter().copied().chain(sender).collect();
        let session = json!({ "sid": "mark-sid", "did": "mark-did@example.org", "init": true, "status": "ok", "errors": 1,
            "attrs": { "release": "kept-session-release", "ip_address": "203.0.113.77", "user_agent": "mark-session-agent" } });
        let report = json!({ "comments": "kept words of mark-m@example.org", "name": "mark-reporter", "email": "mark-r@example.org",
            "event_id": "mark-associated" });
        let mut body =
            json!({ "event_id": "9ec79c33ec9942ab8353589fcb2e04dc", "trace": { "user_id": "mark-trace-user" },
            "sdk": { "name": "mark-sdk" } })
            .to_string();
        for (kind, payload) in [
            ("event", event.clone()),
            ("session", session.to_string()),
            ("user_report", report.to_string()),
            ("attachment", "mark-file".to_owned()),
            ("replay_event", json!({ "urls": ["mark-replay-url"] }).to_string()),
            ("transaction", event.clone()),
            ("check_in", json!({ "monitor_slug": "mark-monitor" }).to_string()),
            ("log", json!({ "items": [{ "body": "mark-log" }] }).to_string()),
            ("mark-unknown-type", "mark-unknown-payload".to_owned()),
            ("client_report", json!({ "discarded_events": [{ "reason": "mark-reason", "category": "mark-category", "quantity": 3 }] }).to_string()),
        ] {
            let item = json!({ "type": kind, "length": payload.len(), "filename": "mark-filename", "attachment_type": "mark-type" });
            body = format!("{body}\n{item}\n{payload}");
        }
        let path =
            format!("/api/1/envelope/?sentry_key={key}&sentry_client=mark-client&mark-parameter=mark-value");
        let answer = collector.request("POST", &path, &headers, body.as_bytes())?;
        ensure!(answer.status == 200, "{answer:?}");
        let store = collector.request(
            "POST",
            &format!("/api/1/store/?sentry_key={key}"),
            &headers,
            event.as_bytes(),
        )?;
        ensure!(store.status == 200, "{store:?}");
        collector.wait_for_issue(&key, "KeptError: kept value")?;
        let words = collector.wait_for_issue(&key, "Feedback: kept words")?;
        ensure!(words["event"]["message"] == "kept words of [email]", "{words:#}");
        // Refusals are logged least of all.
        for body in ["mark-nonsense", "{\"dsn\":\"https://mark-key@mark-host/1\"}\n"] {
            collector.request("POST", &path, &headers, body.as_bytes())?;
        }
    }
    let check = |collector: &Collector| -> Result<()> {
        let found = search::all_holding(&collector.data(), &MARKS.map(str::as_bytes))?;
        ensure!(found.iter().all(|found| *found == 0), "{MARKS:?}: {found:?}");
        let log = collector.log()?;
        ensure!(MARKS.iter().all(|mark| !log.contains(mark)), "{log}");
        Ok(())
    };
    collector.interrupt()?;
    check(&collector)
}

/// Versions of @sentry/node that are tried with everything switched on.
const VERSIONS: [&str; 4] = ["7", "8", "9", "11"];
/// A service with everything that the SDK offers switched on.
const SERVICE: &str = "
const http = require('node:http')
const mark = name => `markof-${name}`
Sentry.init({
  dsn: process.env.DSN, release: 'shop@1.4.2', environment: 'production', serverName: mark('server'),
  sendDefaultPii: true, tracesSampleRate: 1, includeLocalVariables: true, enableLogs: true, attachStacktrace: true,
  maxBreadcrumbs: 100, debug: false, normalizeDepth: 10, includeServerName: true, _experiments: { enableLogs: true },
  dataCollection: { userInfo: true, cookies: true, httpHeaders: true, urlQueryParams: true, databaseQueryData: true, stackFrameVariables: true,
    httpBodies: ['incomingRequest', 'outgoingRequest', 'incomingResponse', 'outgoingResponse'] },
})
Sentry.setUser({ id: mark('id'), email: mark('mail') + '@example.org', username: mark('name'), ip_address: '203.0.113.77' })
Sentry.setTags({ other: mark('tag') })
Sentry.setExtras({ basket: mark('extra') })
Sentry.setContext('order', { id: mark('context') })
for (const name of ['device', 'os', 'runtime', 'app', 'culture', 'cloud_resource', 'state']) {
  Sentry.setContext(name, { name: mark(name), type: mark(name), version: mark(name), data: mark(name) })
}
Sentry.addBreadcrumb({ message: mark('crumb'), data: { url: mark('crumburl') } })
console.log(mark('console'))
Sentry.getCurrentScope().addAttachment({ filename: mark('file'), data: mark('content') })
Sentry.logger?.info?.(mark('log'))
Sentry.metrics?.count?.('cart', 1, { attributes: { user: mark('metric') } })
Sentry.captureCheckIn?.({ monitorSlug: mark('monitor'), status: 'ok' })
Sentry.startSpan({ name: mark('span'), attributes: { user: mark('attribute') } }, () => 1)
function pay(card) { const holder = mark('local'); if (card) throw new TypeError('payment failed'); return holder }
const server = http.createServer((request, response) => {
  try { pay(mark('argument')) } catch (error) { Sentry.captureException(error) }
  response.end('done')
})
server.listen(0, async () => {
  const { port } = server.address()
  await fetch(`http://127.0.0.1:${port}/pay?query=${mark('query')}`, {
    method: 'POST', body: JSON.stringify({ card: mark('body') }),
    headers: { cookie: `session=${mark('cookie')}`, authorization: `Bearer ${mark('bearer')}`, 'content-type': 'application/json' },
  })
  await Sentry.flush(10000)
  server.close()
  process.exit(0)
})
";

#[test]
fn an_sdk_with_everything_switched_on_leaves_nothing() -> Result<()> {
    let mut collector = Collector::start()?;
    let key = collector.project("service", &["server"])?;
    let folder = SdkFolder::new()?;
    for version in VERSIONS {
        let sdk = format!("const Sentry = require('sentry-node-{version}')");
        let script = format!("process.env.DSN = '{}'\n{sdk}\n{SERVICE}", dsn(&collector.address(), &key));
        let output = folder.node("service.cjs", &script)?;
        ensure!(output.status.success(), "{version}: {output:?}");
    }
    let issue = collector.wait_for_issue(&key, "TypeError: payment failed")?;
    ensure!(issue["event"]["frames"][0]["function"] == "pay", "{issue:#}");
    ensure!(issue["issue"]["events"] == VERSIONS.len(), "{issue:#}");
    collector.interrupt()?;
    let found =
        search::all_holding(&collector.data(), &[&b"markof"[..], b"203.0.113.77", b"payment failed"])?;
    ensure!(found[..2] == [0, 0] && found[2] > 0, "{found:?}");
    ensure!(!collector.log()?.contains("markof"), "{}", collector.log()?);
    Ok(())
}
