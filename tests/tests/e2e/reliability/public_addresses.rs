//! Two host names, one for events alone and one for the dashboard, so that a firewall can stand before
//! the latter: nothing of the dashboard is reached by the former, and all of this machine's own
//! commands still work.

use std::fs;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{
        Collector, CollectorOptions, TOKEN,
        launcher::{command, printed},
    },
    http::Response,
    root,
    site::proxy::{Proxy, ProxyProgram},
};
use serde_json::Value;

const DASHBOARD: &str = "errors.example.com";
const INGEST: &str = "in.example.com";

fn start(variables: &[(&'static str, &str)]) -> Result<Collector> {
    let variables = variables.iter().map(|(name, value)| (*name, (*value).to_owned()));
    let environment = variables.chain([("CLIENT_IP_HEADER", "X-Real-IP".to_owned())]).collect();
    Collector::start_with(CollectorOptions { environment, ..CollectorOptions::default() })
}

/// A request under a host name, as a proxy passes it on.
fn at(collector: &Collector, host: &str, method: &str, path: &str) -> Result<Response> {
    let bearer = format!("Bearer {TOKEN}");
    let headers = [
        ("host", host),
        ("x-forwarded-proto", "https"),
        ("authorization", &bearer),
        ("origin", "https://shop.example"),
        ("content-type", "text/plain"),
        ("user-agent", "test"),
    ];
    let body = if method == "POST" { r#"{"type":1,"name":"Error","message":"m"}"# } else { "" };
    collector.request(method, path, &headers, body.as_bytes())
}

fn made_under(collector: &Collector, host: &str) -> Result<String> {
    let bearer = format!("Bearer {TOKEN}");
    let headers = [("host", host), ("authorization", bearer.as_str())];
    let body = br#"{"name":"shop","origins":["https://shop.example"]}"#;
    let made = collector.request("POST", "/api/projects", &headers, body)?;
    ensure!(made.status == 201, "{host}: {made:?}");
    Ok(made.json()["key"].as_str().context("no key")?.to_owned())
}

#[test]
fn the_name_for_events_has_nothing_else_and_the_dashboard_has_one_name() -> Result<()> {
    let (dashboard, ingest) = (format!("https://{DASHBOARD}"), format!("https://{INGEST}"));
    let collector = start(&[("DASHBOARD_URL", &dashboard), ("INGEST_URL", &ingest)])?;
    let key = made_under(&collector, DASHBOARD)?;
    let event = format!("/v1/{key}/event");
    let envelope = format!("/api/1/store/?sentry_key={key}");
    let of_visitors = [
        ("POST", event.as_str()),
        ("POST", &envelope),
        ("GET", "/client/script.js"),
        ("GET", "/assets/style.css"),
        ("GET", "/health"),
    ];
    for host in [DASHBOARD, INGEST, "127.0.0.1"] {
        for (method, path) in of_visitors {
            let answer = at(&collector, host, method, path)?;
            ensure!(answer.status == 200, "{host} {path}: {answer:?}");
        }
    }
    let issues = format!("/api/projects/{key}/issues");
    let page = format!("/projects/{key}");
    let of_operators = ["/", "/login", &page, "/api/projects", &issues, "/demo/", "/nothing"];
    for path in of_operators {
        let here = at(&collector, DASHBOARD, "GET", path)?;
        ensure!(!here.body.contains("host name"), "{path}: {here:?}");
        for host in [INGEST, "127.0.0.1", "localhost", "errors.example.com.evil.example", "evil.example"] {
            for method in ["GET", "POST", "DELETE"] {
                let answer = at(&collector, host, method, path)?;
                ensure!(
                    answer.status == 404 && answer.body.contains("host name"),
                    "{method} {host} {path}: {answer:?}"
                );
                ensure!(
                    answer.header("set-cookie").is_empty() && !answer.body.contains("shop"),
                    "{answer:?}"
                );
            }
        }
    }
    ensure!(at(&collector, INGEST, "GET", "/metrics")?.status == 404);
    ensure!(at(&collector, "127.0.0.1", "GET", "/metrics")?.status == 200, "a scraper beside it");

    // A login link leads to the dashboard, and the snippets to the other name.
    let link = collector.printed_link()?;
    let ticket = link.strip_prefix(&format!("{dashboard}/")).with_context(|| link.clone())?;
    let entered = at(&collector, DASHBOARD, "GET", &format!("/{ticket}"))?;
    let cookie = entered.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let path = format!("/projects/{key}/install");
    let headers = [("host", DASHBOARD), ("x-forwarded-proto", "https"), ("cookie", &cookie)];
    let install = collector.request("GET", &path, &headers, b"")?;
    for wanted in [
        format!("src=&quot;{ingest}/client/script.js&quot;"),
        format!("setup('{ingest}/v1/{key}'"),
        format!("https://{key}@{INGEST}/1"),
        format!("connect-src 'self' {ingest};"),
        format!("CORNCRAKE_ENDPOINT={dashboard}/v1/{key}"),
    ] {
        ensure!(install.body.contains(&wanted), "{wanted} is not in {}", install.body);
    }
    let printed_again = printed(&command(&collector.data(), &["login"]).env("ADMIN_TOKEN", TOKEN).output()?);
    ensure!(printed_again.starts_with(&format!("{dashboard}/login/")), "{printed_again}");
    Ok(())
}

#[test]
fn one_of_both_settings_does_its_half() -> Result<()> {
    let collector = start(&[("INGEST_URL", "https://shop.example/in")])?;
    ensure!(at(&collector, "shop.example", "GET", "/login")?.status == 404);
    ensure!(at(&collector, "errors.example.com", "GET", "/login")?.status == 200);
    let collector = start(&[("DASHBOARD_URL", "https://errors.example.com")])?;
    ensure!(at(&collector, "in.example.com", "GET", "/login")?.status == 404);
    ensure!(at(&collector, "ERRORS.example.com:443", "GET", "/login")?.status == 200);
    Ok(())
}

/// The findings of a check of an address behind a proxy, and whether one is a failure.
fn check(collector: &Collector, proxy: &Proxy, url: &str) -> Result<(bool, Vec<Value>)> {
    let connect = format!("127.0.0.1:{}", proxy.port);
    let mut check = command(&collector.data(), &["check", "--json", "--url", url, "--connect", &connect]);
    check.env("NODE_EXTRA_CA_CERTS", proxy.folder().join("cert.pem")).env("ADMIN_TOKEN", TOKEN);
    let output = check.output()?;
    let report: Value = serde_json::from_slice(&output.stdout).with_context(|| printed(&output))?;
    Ok((report["ok"] == true, report["findings"].as_array().context("no findings")?.clone()))
}

/// nginx with a site's own server, in which the documented part of a section stands.
fn documented_part(section: &str) -> Result<String> {
    let page = fs::read_to_string(root().join("docs/proxies.md"))?;
    let (_, rest) = page.split_once(&format!("## {section}\n")).context("no such part")?;
    let (_, rest) = rest.split_once("```nginx\n").context("it has no configuration")?;
    let location = rest.split_once("```").context("it has no end")?.0;
    let whole = ProxyProgram::Nginx.documented()?;
    let (server, _) = whole.split_once("  location / {").context("the server has no location")?;
    Ok(format!("{server}{location}}}\n"))
}

#[test]
fn the_check_covers_both_host_names_and_the_base_path() -> Result<()> {
    let text = ProxyProgram::Nginx.documented()?;
    let collector = start(&[("DASHBOARD_URL", &format!("https://{DASHBOARD}")), ("BASE_PATH", "/errors")])?;
    made_under(&collector, DASHBOARD)?;
    let passes_on = documented_part("Below a path")?;
    let takes_off = passes_on.replace("127.0.0.1:8787;", "127.0.0.1:8787/;");
    ensure!(takes_off != passes_on);
    for text in [&passes_on, &takes_off] {
        let proxy = Proxy::start(ProxyProgram::Nginx, text, collector.port)?;
        let (is_right, findings) = check(&collector, &proxy, &format!("{}/errors", proxy.origin()))?;
        ensure!(is_right, "{text}: {findings:#?}");
    }
    let proxy = Proxy::start(ProxyProgram::Nginx, &text, collector.port)?;
    let (is_right, findings) = check(&collector, &proxy, &proxy.origin())?;
    let of_path = findings.iter().find(|finding| finding["name"] == "path").context("nothing of the path")?;
    ensure!(!is_right && of_path["status"] == "failure", "{findings:#?}");

    // The same proxy, for events alone.
    let collector = start(&[
        ("DASHBOARD_URL", "https://other.example.com"),
        ("INGEST_URL", &format!("https://{DASHBOARD}")),
    ])?;
    let proxy = Proxy::start(ProxyProgram::Nginx, &text, collector.port)?;
    let (is_right, findings) = check(&collector, &proxy, &proxy.origin())?;
    let alone = findings.iter().any(|finding| finding["name"] == "host name" && finding["status"] == "ok");
    ensure!(is_right && alone, "{findings:#?}");
    Ok(())
}
