//! The configurations of `docs/proxies.md`, run as they stand there: what passes through, and
//! that neither proxy nor collector has written down a visitor's address, agent or referrer.

use std::{
    io::Read,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{Collector, CollectorOptions, TOKEN},
    inspect::search,
    site::proxy::{HOST, Proxy, ProxyProgram},
    wait::eventually,
};
use serde_json::{Value, json};

/// A visitor's address: one of this machine, that nobody else has.
const ADDRESS: &str = "127.83.19.7";
const AGENT: &str = "MarkedAgent/83.19 (marked by the test)";
const REFERRER: &str = "https://shop.example/marked-referrer";
const QUERY: &str = "marked-query";
/// The code of a visitor's receipt.
const RECEIPT: &str = "ZZ7X-QK4M-2P9T-0CWZ-1EH6";
/// Bytes of a map: more than any proxy takes by itself.
const MAP_BYTES: usize = 20 * 1024 * 1024;

/// The response: its status, and its head and body as text.
struct CurlResponse {
    status: u16,
    text: String,
}

impl CurlResponse {
    fn header(&self, name: &str) -> Option<&str> {
        let head = self.text.split("\r\n\r\n").next().unwrap_or_default();
        head.lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v)
    }
}

/// Sends a request of the marked visitor.
fn request(proxy: &Proxy, path: &str, args: &[&str]) -> Result<CurlResponse> {
    let mut curl = proxy.curl(ADDRESS, path);
    curl.args(["--include", "--user-agent", AGENT, "--referer", REFERRER]).args(args);
    let output = curl.output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    // Behind `100 Continue`, where there is one, stands the answer.
    let text = text.rsplit_once("HTTP/").map_or(text.clone(), |(_, last)| format!("HTTP/{last}"));
    let status = text.split_whitespace().nth(1).and_then(|status| status.parse().ok());
    let failed = || format!("{path}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(CurlResponse { status: status.with_context(failed)?, text })
}

fn event(proxy: &Proxy, key: &str, name: &str) -> Result<CurlResponse> {
    let body =
        json!({ "type": 1, "name": name, "message": "m", "uri": format!("https://shop.example/?q={QUERY}") });
    let (origin, body) = ("Origin: https://shop.example", body.to_string());
    request(
        proxy,
        &format!("/v1/{key}/event"),
        &["-H", origin, "-H", "Content-Type: text/plain", "--data-binary", &body],
    )
}

/// An event for a collector that is not there: the proxy answers for it, or breaks off, as Caddy
/// does where it has answered before a body is read.
fn is_lost(proxy: &Proxy, key: &str) -> Result<()> {
    let sent = event(proxy, key, "LostError");
    ensure!(sent.as_ref().map_or(true, |answer| (500..=504).contains(&answer.status)), "it was answered");
    Ok(())
}

fn start() -> Result<Collector> {
    Collector::start_with(CollectorOptions {
        environment: vec![("CLIENT_IP_HEADER", "X-Real-IP".to_owned())],
        ..CollectorOptions::default()
    })
}

/// A token that uploads to one project, and does nothing else.
fn upload_token(collector: &Collector, key: &str) -> Result<String> {
    let body = json!({ "name": "build", "scopes": ["upload"], "project": key }).to_string();
    let bearer = format!("Bearer {TOKEN}");
    let made = collector.request("POST", "/api/tokens", &[("authorization", &bearer)], body.as_bytes())?;
    Ok(made.json()["token"].as_str().with_context(|| format!("no token: {made:?}"))?.to_owned())
}

/// A map with so much text of its own that it is as large as it has to be.
fn map() -> Value {
    let line = "export const sum = (items) => items.reduce((all, item) => all + item.price, 0);\n";
    json!({ "version": 3, "sources": ["src/a.js"], "sourcesContent": [line.repeat(MAP_BYTES / line.len() + 1)],
        "names": [], "mappings": "AAAA" })
}

/// Follows a page as curl does, with the handshake of a WebSocket, until a message says that something
/// happened.
fn follow(proxy: &Proxy, path: &str, cookie: &str, happens: impl FnOnce() -> Result<()>) -> Result<()> {
    let mut curl = proxy.curl(ADDRESS, path);
    curl.args(["--include", "--no-buffer", "--http1.1", "--user-agent", AGENT, "--referer", REFERRER]);
    for header in [
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        &format!("Origin: {}", proxy.origin()),
        &format!("Cookie: {cookie}"),
    ] {
        curl.args(["-H", header]);
    }
    let mut following = curl.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut from = following.stdout.take().context("no output")?;
    let mut read = String::new();
    let mut until = |what: &str, is_there: fn(&str) -> bool| -> Result<()> {
        let mut some = [0; 1_024];
        while !is_there(&read) {
            let length = from.read(&mut some)?;
            ensure!(length > 0, "{what} did not come: {read}");
            read += &String::from_utf8_lossy(&some[..length]);
        }
        Ok(())
    };
    let followed = until("the handshake", |read| read.contains(" 101 "))
        .and_then(|()| until("a first message", |read| read.contains(r#"{"events":0}"#)))
        .and_then(|()| happens())
        .and_then(|()| until("a second message", |read| read.matches(r#"{"events":"#).count() > 1));
    // As a tab that is closed.
    following.kill()?;
    following.wait()?;
    followed
}

/// The marks that some file or log holds.
fn traces(proxy: &Proxy, collector: &Collector, marks: &[&str]) -> Result<Vec<String>> {
    let bytes: Vec<&[u8]> = marks.iter().map(|mark| mark.as_bytes()).collect();
    let mut found = Vec::new();
    for folder in [proxy.folder(), &collector.data()] {
        let counts = search::all_holding(folder, &bytes)?;
        found.extend(
            marks
                .iter()
                .zip(counts)
                .filter(|(_, count)| *count > 0)
                .map(|(mark, _)| format!("{mark} in {}", folder.display())),
        );
    }
    // The link that was printed at the start is another one.
    let log = collector.log()?;
    found.extend(
        marks.iter().filter(|mark| log.contains(**mark)).map(|mark| format!("{mark} in the collector's log")),
    );
    Ok(found)
}

/// The marks that every visit leaves where something is logged.
const MARKS: [&str; 5] = [ADDRESS, "MarkedAgent/83.19", "marked by the test", "marked-referrer", QUERY];

/// Sends requests that fail: errors are logged where requests are not.
fn failures(proxy: &Proxy, key: &str) -> Result<()> {
    for path in [
        format!("/v1/{key}/nothing?q={QUERY}"),
        format!("/v1/nokey/event?q={QUERY}"),
        format!("/%ff%00?{QUERY}"),
    ] {
        let answer = request(proxy, &path, &[])?;
        ensure!((400..500).contains(&answer.status), "{path}: {}", answer.text);
    }
    // Plain http to the port of https, and a handshake for another host.
    let plain = format!("http://{HOST}:{}/?q={QUERY}", proxy.port);
    let resolve = format!("{HOST}:{}:127.0.0.1", proxy.port);
    let other = format!("https://localhost:{}/?q={QUERY}", proxy.port);
    for address in [plain, other] {
        let mut curl = Command::new("curl");
        curl.args([
            "--silent",
            "--insecure",
            "--interface",
            ADDRESS,
            "--resolve",
            &resolve,
            "--max-time",
            "20",
        ]);
        curl.args(["--user-agent", AGENT, "--referer", REFERRER, &address]);
        curl.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    }
    // A body that is far too large for an event, and one whose sender goes away.
    let large = "x".repeat(1_500_000);
    let (origin, path) = ("Origin: https://shop.example", format!("/v1/{key}/event?q={QUERY}"));
    let mut curl = proxy.curl(ADDRESS, &path);
    curl.args(["--user-agent", AGENT, "--referer", REFERRER, "-H", origin, "--data-binary", "@-"]);
    let mut sending = curl.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let _ = std::io::Write::write_all(&mut sending.stdin.take().context("no input")?, large.as_bytes());
    sending.wait()?;
    let mut leaving = proxy.curl(ADDRESS, &path);
    leaving.args([
        "--user-agent",
        AGENT,
        "--referer",
        REFERRER,
        "-H",
        origin,
        "--limit-rate",
        "1k",
        "--max-time",
        "1",
    ]);
    leaving.args(["-H", "Expect:", "--data-binary", &"x".repeat(100_000)]);
    leaving.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    Ok(())
}

fn passes_and_leaves_no_trace(kind: ProxyProgram) -> Result<()> {
    let mut collector = start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let mut proxy = Proxy::start(kind, &kind.documented()?, collector.port)?;
    let link = collector.login_link()?;
    let ticket = link.rsplit('/').next().context("no ticket")?.to_owned();

    let sent = event(&proxy, &key, "ProxiedError")?;
    ensure!(sent.status == 200, "{}", sent.text);
    collector.wait_for_issue(&key, "ProxiedError")?;

    let entered = request(&proxy, &format!("/login/{ticket}"), &[])?;
    let cookie = entered.header("set-cookie").with_context(|| entered.text.clone())?.to_owned();
    ensure!(
        entered.status == 303 && cookie.starts_with("__Host-") && cookie.contains("; Secure"),
        "{cookie}"
    );
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    let with_cookie = format!("Cookie: {cookie}");
    let page = request(&proxy, &format!("/projects/{key}/issues?query={QUERY}"), &["-H", &with_cookie])?;
    ensure!(page.status == 200 && page.header("strict-transport-security").is_some(), "{}", page.text);

    // A form of our own page, whose origin has the port.
    let form = |origin: &str| {
        let origin = format!("Origin: {origin}");
        request(&proxy, "/projects", &["-H", &with_cookie, "-H", &origin, "--data", "name=made&origins=*"])
    };
    let (own, foreign) = (form(&proxy.origin())?, form(&format!("https://{HOST}"))?);
    ensure!(own.status == 303 && foreign.status == 403, "{} {}", own.text, foreign.status);

    let live = format!("/projects/{key}/live/0");
    follow(&proxy, &live, &cookie, || {
        let sent = event(&proxy, &key, "FollowedError")?;
        ensure!(sent.status == 200, "{}", sent.text);
        Ok(())
    })?;

    let file = tempfile::NamedTempFile::new()?;
    serde_json::to_writer(&file, &map())?;
    let token = upload_token(&collector, &key)?;
    let (bearer, upload) =
        (format!("Authorization: Bearer {token}"), file.path().to_string_lossy().into_owned());
    let path = format!("/api/projects/{key}/releases/1.0/files/a.js.map");
    let put = request(&proxy, &path, &["-H", &bearer, "--upload-file", &upload])?;
    ensure!(put.status == 201, "{}", put.text);
    let files = collector.get(&format!("/api/projects/{key}/releases/1.0/files"))?;
    ensure!(files["files"][0]["name"] == "a.js.map", "{files}");

    // Who has the code of a receipt may read what it is of.
    for path in [format!("/r/{RECEIPT}"), format!("/r/{RECEIPT}.json")] {
        let missing = request(&proxy, &path, &[])?;
        ensure!(missing.status == 404, "{path}: {}", missing.text);
    }

    // The address arrives, and not the one that a client makes up: ten wrong tokens are one network's.
    for guess in 0..11 {
        let (forged, wrong) = (format!("X-Real-IP: 192.0.2.{guess}"), "Authorization: Bearer no");
        let refused = request(&proxy, "/api/projects", &["-H", &forged, "-H", wrong])?;
        ensure!(refused.status == if guess < 9 { 401 } else { 429 }, "guess {guess}: {}", refused.text);
    }
    let elsewhere = proxy
        .curl("127.83.19.8", "/api/projects")
        .args(["--include", "-H", "Authorization: Bearer no"])
        .output()?;
    ensure!(String::from_utf8_lossy(&elsewhere.stdout).contains(" 401"), "another network's guess");

    failures(&proxy, &key)?;
    // A collector that is not there is what proxies have most to say about.
    collector.interrupt()?;
    is_lost(&proxy, &key)?;
    proxy.stop()?;

    let value = cookie.split_once('=').context("no cookie")?.1;
    let secrets = [ticket.as_str(), value, &token, RECEIPT];
    let found = traces(&proxy, &collector, &[&MARKS[..], &secrets[..]].concat())?;
    ensure!(found.is_empty(), "{kind:?}: {found:#?}");
    Ok(())
}

#[test]
fn nginx_passes_everything_and_leaves_no_trace() -> Result<()> {
    passes_and_leaves_no_trace(ProxyProgram::Nginx)
}

#[test]
fn caddy_passes_everything_and_leaves_no_trace() -> Result<()> {
    passes_and_leaves_no_trace(ProxyProgram::Caddy)
}

#[test]
fn haproxy_passes_everything_and_leaves_no_trace() -> Result<()> {
    passes_and_leaves_no_trace(ProxyProgram::HaProxy)
}

#[test]
fn without_the_lines_that_keep_a_log_from_being_written_there_is_one() -> Result<()> {
    for (kind, lines) in [
        (ProxyProgram::Nginx, &["access_log off;", "error_log /dev/null crit;"][..]),
        (ProxyProgram::Caddy, &["exclude http"]),
        (ProxyProgram::HaProxy, &["no log"]),
    ] {
        let mut collector = start()?;
        let key = collector.project("shop", &["https://shop.example"])?;
        let text = kind.documented()?;
        let cut = lines.iter().fold(text.clone(), |text, line| text.replace(line, ""));
        ensure!(cut.len() < text.len(), "{kind:?} has none of {lines:?}");
        let mut proxy = Proxy::start(kind, &cut, collector.port)?;
        ensure!(event(&proxy, &key, "ProxiedError")?.status == 200);
        collector.interrupt()?;
        is_lost(&proxy, &key)?;
        proxy.stop()?;
        let found = traces(&proxy, &collector, &[ADDRESS])?;
        ensure!(!found.is_empty(), "{kind:?}: these lines are not what keeps the address out");
    }
    Ok(())
}

/// Connections of this machine on a port: those that are open, and those that this end closed first.
fn connections(port: u16) -> Result<(usize, usize)> {
    const ESTABLISHED: &str = "01";
    const TIME_WAIT: &str = "06";
    let (table, port) = (std::fs::read_to_string("/proc/net/tcp")?, format!(":{port:04X}"));
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split_whitespace().collect()).collect();
    let count = |of: &str, state: &str| {
        rows.iter()
            .filter(|row| row.get(1).is_some_and(|own| own.ends_with(of)) && row.get(3) == Some(&state))
            .count()
    };
    Ok((count(&port, ESTABLISHED), count(&port, TIME_WAIT)))
}

#[test]
fn no_proxy_keeps_a_connection_until_the_collector_ends_it() -> Result<()> {
    for kind in ProxyProgram::ALL {
        let collector = start()?;
        let key = collector.project("shop", &["https://shop.example"])?;
        let proxy = Proxy::start(kind, &kind.documented()?, collector.port)?;
        ensure!(event(&proxy, &key, "ProxiedError")?.status == 200);
        eventually("the end of the connections", || Ok((connections(collector.port)?.0 == 0).then_some(())))?;
        // The end that closes a connection first keeps it in TIME-WAIT (RFC 9293, section 3.6).
        let (_, ended) = connections(collector.port)?;
        ensure!(ended == 0, "{kind:?}: the collector has ended {ended} connections by itself");
    }
    Ok(())
}
