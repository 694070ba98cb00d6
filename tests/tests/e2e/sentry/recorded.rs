//! Every recorded request of 14 SDKs is answered as it should be, and becomes what it is.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{collector::Collector, sentry};

/// What a request becomes.
enum Becomes {
    /// An issue of this title, whose innermost frame of the site is this function or file.
    Issue(&'static str, &'static str),
    /// A visit.
    Visit,
    /// Nothing that is stored.
    Nothing,
}

use Becomes::{Issue, Nothing, Visit};

const READING: &str = "TypeError: Cannot read properties of undefined (reading 'items')";
const CASES: [(&str, Becomes); 36] = [
    ("browser-csp-report", Issue("script-src blocked an inline script", "")),
    ("browser11-debug-ids", Issue(READING, "mo")),
    ("browser11-full", Issue(READING, "mo")),
    ("browser11-preflight", Nothing),
    ("browser11-replay", Nothing),
    ("browser11-session-init", Visit),
    ("browser11-session-unhandled", Visit),
    ("browser11-uncaught-event", Issue(READING, "mo")),
    ("browser7-user-report", Issue("Feedback: The pay button does nothing", "")),
    ("browser9-rejection-causes", Issue("CheckoutError: checkout failed", "dT")),
    ("node10-request-secrets", Issue(READING, "readCart")),
    ("node11-attachment", Issue("Error: with attachments", "attachment.mjs")),
    ("node11-big-gzip", Issue("", "")),
    ("node11-cause-chain", Issue("CheckoutError: checkout failed", "checkout")),
    ("node11-check-in", Nothing),
    ("node11-client-report-backoff", Nothing),
    ("node11-feedback", Issue("Feedback: The pay button does nothing", "")),
    ("node11-full", Issue(READING, "readCart")),
    ("node11-log", Nothing),
    ("node11-message", Issue("stock is low", "message.mjs")),
    ("node11-session-crashed", Nothing),
    ("node11-sessions-aggregate", Nothing),
    ("node11-span-v2", Nothing),
    ("node11-trace-metric", Nothing),
    ("node11-tunnel-event", Issue("", "")),
    ("node11-uncaught-event", Issue(READING, "readCart")),
    ("node9-transaction", Nothing),
    ("python1-store", Issue("KeyError: 7", "read_cart")),
    ("python2-cause", Issue("CheckoutError: checkout failed", "checkout")),
    ("python2-flask-request", Issue("", "")),
    ("python2-message-brotli", Issue("stock is low", "")),
    ("raven-js-store", Issue("stock is low", "")),
    ("raven-node-store", Issue("", "")),
    ("react11-error-boundary", Issue(READING, "wI")),
    ("ruby5-full", Issue("stock is low", "full.rb")),
    ("rust-panic-and-session", Issue("panic: no such cart", "main")),
];

#[test]
fn every_request_becomes_what_it_is() -> Result<()> {
    let collector = Collector::start()?;
    let requests = sentry::recorded_requests()?;
    let recorded: BTreeSet<&str> = requests.iter().map(|request| request.name.as_str()).collect();
    let expected: BTreeSet<&str> = CASES.iter().map(|(name, _)| *name).collect();
    ensure!(
        recorded == expected,
        "each request has its case: {:?}",
        recorded.symmetric_difference(&expected)
    );
    for request in &requests {
        let name = request.name.as_str();
        let (_, becomes) =
            CASES.iter().find(|(of, _)| *of == name).with_context(|| format!("a case for {name}"))?;
        let key = collector.project(name, &["http://shop.example.com", "server"])?;
        let answer = request.send(&collector, &key)?;
        println!("{name}: {} {}", answer.status, answer.body);
        if name.ends_with("preflight") {
            ensure!(
                answer.status == 204 && !answer.header("access-control-allow-origin").is_empty(),
                "{answer:?}"
            );
            continue;
        }
        ensure!(answer.status == 200, "{name}: {answer:?}");
        let issues = collector.issues(&key)?;
        match becomes {
            Issue(title, place) => {
                let found = issues.iter().filter_map(|issue| issue["title"].as_str()).collect::<Vec<_>>();
                ensure!(issues.len() == 1 && found[0].contains(title), "{name}: {found:?}");
                let whole = collector.wait_for_issue(&key, found[0])?;
                let frames = whole["event"]["frames"].as_array().context("no frames")?;
                let own = frames.iter().find(|frame| frame["in_app"] == true);
                let text =
                    own.map(|frame| format!("{} {}", frame["function"], frame["file"])).unwrap_or_default();
                ensure!(place.is_empty() || text.contains(place), "{name}: {whole:#}");
                println!(
                    "    {} | {text} | {} {}",
                    found[0], whole["event"]["browser"], whole["event"]["os"]
                );
                if !name.starts_with("browser-csp") {
                    let id = answer.json()["id"].as_str().unwrap_or_default().to_owned();
                    ensure!(
                        id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()),
                        "{name}: {answer:?}"
                    );
                }
            }
            Visit | Nothing => ensure!(issues.is_empty(), "{name}: {issues:?}"),
        }
        let (sessions, errored) = collector.sessions(&key)?;
        let is_page = name.starts_with("browser11-session");
        if is_page {
            ensure!(
                (sessions, errored) == (1, u64::from(name.contains("unhandled"))),
                "{name}: {sessions} {errored}"
            );
        }
        if matches!(becomes, Nothing) {
            ensure!(sessions == 0, "{name}: a server is no visitor");
        }
    }
    ensure!(!collector.log()?.contains("trapped"), "{}", collector.log()?);
    Ok(())
}
