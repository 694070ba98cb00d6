//! A route of the site itself that leads to the collector, as `docs/proxies.md` writes it for nginx, Caddy
//! and a Worker: it has what visitors need, with their address and without their cookies, and nothing of the
//! dashboard. The routes of frameworks are looked at in the same way.

use std::{fs, process::Command};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{Collector, CollectorOptions},
    root,
    site::{
        keeper::Keeper,
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
    documented_after("", language)
}

/// The first text of this language that follows some words in the section.
pub(crate) fn documented_after(words: &str, language: &str) -> Result<String> {
    let page = fs::read_to_string(root().join("docs/proxies.md"))?;
    let (_, rest) = page.split_once(&format!("## {SECTION}\n")).context("no such part")?;
    let (_, rest) = rest.split_once(words).with_context(|| format!("it does not say {words}"))?;
    let (_, rest) = rest.split_once(&format!("```{language}\n")).context("it has no such text")?;
    Ok(rest.split_once("```").context("it has no end")?.0.to_owned())
}

pub(crate) fn start() -> Result<(Collector, String)> {
    let environment = vec![("CLIENT_IP_HEADER", "X-Real-IP".to_owned())];
    let collector = Collector::start_with(CollectorOptions { environment, ..CollectorOptions::default() })?;
    let key = collector.project("shop", &["https://shop.example"])?;
    Ok((collector, key))
}

/// What the route passes on, and what it does not. `curl` gives the command for a path.
pub(crate) fn passes_only_what_visitors_need(
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

/// The site's cookies stay with it, and the header of the visitor's address has only what the route knows:
/// `known` is a header by which it may know, with an address.
pub(crate) fn passes_the_visitor_alone(
    keeper: &Keeper,
    known: Option<&str>,
    curl: impl Fn(&str) -> Command,
) -> Result<()> {
    let mut command = curl("/report/v1/abc123def45/event");
    command.args(["--data-binary", "{}", "--user-agent", "test", "-H", "Content-Type: text/plain"]);
    command.args(["-H", "Cookie: who=jane", "-H", "X-Real-IP: 203.0.113.9", "-H", "Sec-GPC: 1"]);
    command.args(known.iter().flat_map(|header| ["-H", *header]));
    ensure!(command.output()?.status.success());
    let arrived = keeper.arrived()?.pop().context("nothing arrived")?;
    let of = |name: &str| {
        let found = arrived.headers.iter().find(|(header, _)| header == name);
        found.map_or("", |(_, value)| value)
    };
    let address = known.and_then(|header| header.split_once(": ")).map_or("127.0.0.1", |(_, value)| value);
    ensure!(of("x-real-ip") == address, "{:#?}", arrived.headers);
    ensure!(!format!("{arrived:?}").contains("jane"), "{:#?}", arrived.headers);
    ensure!(of("sec-gpc") == "1" && of("user-agent") == "test", "{arrived:#?}");
    Ok(())
}

#[test]
fn nginx_passes_on_what_visitors_need_and_no_more() -> Result<()> {
    let whole = ProxyProgram::Nginx.documented()?;
    let (server, _) = whole.split_once("  location / {").context("the server has no location")?;
    let (collector, key) = start()?;
    let text = format!("{server}{}}}\n", documented("nginx")?);
    let proxy = Proxy::start(ProxyProgram::Nginx, &text, collector.port)?;
    passes_only_what_visitors_need(&collector, &key, |path| proxy.curl("127.0.0.1", path))?;
    let keeper = Keeper::start()?;
    let proxy = Proxy::start(ProxyProgram::Nginx, &text, keeper.port)?;
    passes_the_visitor_alone(&keeper, None, |path| proxy.curl("127.0.0.1", path))?;
    // Before the collector it believes a server of ours, and nobody else.
    let (known, stranger) = (documented_after("have the proxy believe", "nginx")?, "192.0.2.7");
    let believing = |lines: &str| text.replace("location ~ ^/report", &format!("{lines}location ~ ^/report"));
    ensure!(known.contains(stranger) && believing(&known) != text, "{known}");
    let proxy = Proxy::start(ProxyProgram::Nginx, &believing(&known), keeper.port)?;
    passes_the_visitor_alone(&keeper, None, |path| proxy.curl("127.0.0.1", path))?;
    let proxy =
        Proxy::start(ProxyProgram::Nginx, &believing(&known.replace(stranger, "127.0.0.1")), keeper.port)?;
    passes_the_visitor_alone(&keeper, Some("X-Real-IP: 203.0.113.9"), |path| proxy.curl("127.0.0.1", path))
}

#[test]
fn caddy_passes_on_what_visitors_need_and_no_more() -> Result<()> {
    let whole = ProxyProgram::Caddy.documented()?;
    let (global, _) = whole.split_once("\treverse_proxy").context("the site has no proxy")?;
    let (collector, key) = start()?;
    // Without anything of its own, Caddy's site answers 200 and says nothing.
    let text = format!("{global}{}\trespond \"the shop\" 404\n}}\n", documented("caddyfile")?);
    let proxy = Proxy::start(ProxyProgram::Caddy, &text, collector.port)?;
    passes_only_what_visitors_need(&collector, &key, |path| proxy.curl("127.0.0.1", path))?;
    let keeper = Keeper::start()?;
    let proxy = Proxy::start(ProxyProgram::Caddy, &text, keeper.port)?;
    passes_the_visitor_alone(&keeper, None, |path| proxy.curl("127.0.0.1", path))
}

/// A request to a server without TLS on this machine.
pub(crate) fn curl(port: u16, path: &str) -> Command {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--max-time", "120", &format!("http://127.0.0.1:{port}{path}")]);
    curl
}

#[test]
fn a_worker_passes_on_what_visitors_need_and_no_more() -> Result<()> {
    let (collector, key) = start()?;
    let text = documented("js")?;
    let leading_to = |address: &str| text.replace("https://errors.example.com", address);
    ensure!(leading_to("") != text, "it names no collector");
    let worker = Worker::start(&[("worker.mjs", &leading_to(&collector.address()))], &[])?;
    passes_only_what_visitors_need(&collector, &key, |path| curl(worker.port, path))?;
    let keeper = Keeper::start()?;
    let worker = Worker::start(&[("worker.mjs", &leading_to(&keeper.address()))], &[])?;
    passes_the_visitor_alone(&keeper, Some("CF-Connecting-IP: 203.0.113.7"), |path| curl(worker.port, path))
}
