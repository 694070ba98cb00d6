//! A route of the site itself that leads to the collector, as `docs/proxies.md` writes it for nginx, Caddy
//! and a Worker: it has what visitors need, and nothing of the dashboard.

use std::{fs, process::Command};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{Collector, CollectorOptions},
    root,
    site::{
        proxy::{Proxy, ProxyProgram},
        worker::Worker,
    },
};

const SECTION: &str = "A route of your own site";

/// Paths of the dashboard, and spellings that lead there where dots are resolved too late.
const REFUSED: [&str; 11] = [
    "/report/login",
    "/report/",
    "/report/api/projects",
    "/report/projects",
    "/report/metrics",
    "/report/v1/../login",
    "/report/client/../login",
    "/report/v1/%2e%2e/login",
    "/report/client/x/../../login",
    "/report/v1/..%2flogin",
    "/report/v1//../../login",
];

/// The first text of this language in the section.
pub(super) fn documented(language: &str) -> Result<String> {
    let page = fs::read_to_string(root().join("docs/proxies.md"))?;
    let (_, rest) = page.split_once(&format!("## {SECTION}\n")).context("no such part")?;
    let (_, rest) = rest.split_once(&format!("```{language}\n")).context("it has no such text")?;
    Ok(rest.split_once("```").context("it has no end")?.0.to_owned())
}

fn start() -> Result<(Collector, String)> {
    let environment = vec![("CLIENT_IP_HEADER", "X-Real-IP".to_owned())];
    let collector = Collector::start_with(CollectorOptions { environment, ..CollectorOptions::default() })?;
    let key = collector.project("shop", &["https://shop.example"])?;
    Ok((collector, key))
}

/// What the route passes on, and what it does not. `curl` gives the command for a path.
fn passes_only_what_visitors_need(
    collector: &Collector,
    key: &str,
    curl: impl Fn(&str) -> Command,
) -> Result<()> {
    let answer_of = |path: &str, args: &[&str]| -> Result<String> {
        let output = curl(path).args(["--include", "--user-agent", "test"]).args(args).output()?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let script = answer_of("/report/client/script.js", &[])?;
    ensure!(script.contains(" 200") && script.contains("currentScript"), "{script}");
    let event = r#"{"type":1,"name":"RoutedError","message":"m"}"#;
    let headers =
        ["-H", "Origin: https://shop.example", "-H", "Content-Type: text/plain", "--data-binary", event];
    let sent = answer_of(&format!("/report/v1/{key}/event"), &headers)?;
    ensure!(sent.contains(" 200"), "{sent}");
    collector.wait_for_issue(key, "RoutedError")?;
    for path in REFUSED {
        let refused = answer_of(path, &["--path-as-is"])?;
        let is_refused = refused.is_empty() || !refused.contains(" 200") && !refused.contains("Corncrake");
        ensure!(is_refused, "{path}: {refused}");
    }
    Ok(())
}

#[test]
fn nginx_passes_on_what_visitors_need_and_no_more() -> Result<()> {
    let whole = ProxyProgram::Nginx.documented()?;
    let (server, _) = whole.split_once("  location / {").context("the server has no location")?;
    let (collector, key) = start()?;
    let text = format!("{server}{}}}\n", documented("nginx")?);
    let proxy = Proxy::start(ProxyProgram::Nginx, &text, collector.port)?;
    passes_only_what_visitors_need(&collector, &key, |path| proxy.curl("127.0.0.1", path))
}

#[test]
fn caddy_passes_on_what_visitors_need_and_no_more() -> Result<()> {
    let whole = ProxyProgram::Caddy.documented()?;
    let (global, _) = whole.split_once("\treverse_proxy").context("the site has no proxy")?;
    let (collector, key) = start()?;
    // Without anything of its own, Caddy's site answers 200 and says nothing.
    let text = format!("{global}{}\trespond \"the shop\" 404\n}}\n", documented("caddyfile")?);
    let proxy = Proxy::start(ProxyProgram::Caddy, &text, collector.port)?;
    passes_only_what_visitors_need(&collector, &key, |path| proxy.curl("127.0.0.1", path))
}

#[test]
fn a_worker_passes_on_what_visitors_need_and_no_more() -> Result<()> {
    let (collector, key) = start()?;
    let text = documented("js")?;
    let own = text.replace("https://errors.example.com", &collector.address());
    ensure!(own != text, "it names no collector");
    let worker = Worker::start(&[("worker.mjs", &own)], &[])?;
    passes_only_what_visitors_need(&collector, &key, |path| {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--max-time", "120", &format!("http://127.0.0.1:{}{path}", worker.port)]);
        curl
    })
}
