//! `Host` and a proxy's `X-Forwarded-Proto` of a request: they name one host and one
//! scheme of the web, or the request is refused before anything is looked for. And what only
//! https has, and only the right version.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{Collector, TOKEN},
    http::raw,
};

/// Sends bytes: with this Host, and further lines of the head.
fn request(collector: &Collector, target: &str, host: &str, lines: &str) -> Result<raw::RawResponse> {
    let request =
        format!("{target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{lines}content-length: 0\r\n\r\n");
    raw::send(collector.port, request.as_bytes())
}

#[test]
fn a_host_is_a_host_and_nothing_is_found_by_what_stands_behind_it() -> Result<()> {
    let collector = Collector::start()?;
    let bearer = format!("authorization: Bearer {TOKEN}\r\n");
    ensure!(request(&collector, "GET /api/projects", "errors.example:9443", &bearer)?.status == 200);
    ensure!(request(&collector, "GET /health", "[::1]:8787", "")?.status == 200);
    for host in [
        "errors.example/api/projects",
        "errors.example/api/projects?",
        "errors.example/api/projects#",
        "errors.example/client/script.js?x=",
        "errors.example\\api\\projects?",
        "errors.example?x",
        "errors.example#x",
        "user@errors.example",
        "user:password@errors.example",
        "errors.example:1:2",
        "errors.example, evil.example",
        "/api/projects",
        "//evil.example",
        "",
    ] {
        for target in ["GET /nothing", "GET /health", "GET /api/projects", "POST /logout"] {
            let answer = request(&collector, target, host, &bearer)?;
            ensure!(answer.status == 400, "{target} of {host:?}: {}", answer.text);
            ensure!(!answer.text.contains("\"projects\""), "{target} of {host:?}: {}", answer.text);
        }
    }
    ensure!(!collector.log()?.contains("password@"), "what was refused stands in the log");
    Ok(())
}

#[test]
fn no_scheme_but_the_webs_makes_a_page_our_own() -> Result<()> {
    let collector = Collector::start()?;
    let form = |proto: &str, origin: &str| {
        let proto = if proto == "-" { String::new() } else { format!("x-forwarded-proto: {proto}\r\n") };
        request(&collector, "POST /logout", "errors.example:9443", &format!("{proto}origin: {origin}\r\n"))
    };
    // Traefik names the scheme of a WebSocket, whose page was loaded by http or https.
    for (proto, scheme) in [
        ("-", "http"),
        ("http", "http"),
        ("https", "https"),
        ("HTTPS", "https"),
        ("wss", "https"),
        ("ws", "http"),
    ] {
        let own = form(proto, &format!("{scheme}://errors.example:9443"))?;
        ensure!(own.status == 303, "{proto}: {}", own.text);
        for foreign in
            ["null", "https://errors.example", "wss://errors.example:9443", "https://evil.example:9443"]
        {
            let answer = form(proto, foreign)?;
            ensure!(answer.status == 403, "{proto} from {foreign}: {}", answer.text);
        }
    }
    for proto in [
        "null",
        "file",
        "data",
        "about",
        "blob",
        "x",
        "ftp",
        "chrome-extension",
        "https, http",
        "https://evil.example/?",
    ] {
        for origin in ["null", "https://errors.example:9443", &format!("{proto}://errors.example:9443")] {
            let answer = form(proto, origin)?;
            ensure!(answer.status == 400, "{proto} from {origin}: {}", answer.text);
        }
    }
    Ok(())
}

#[test]
fn pages_by_https_say_so_for_good_and_visitors_are_left_alone() -> Result<()> {
    let collector = Collector::start()?;
    let (key, own) = (collector.demo_key()?, "https://errors.example");
    let request = |method: &str, path: &str, proto: &str| {
        let headers = [("host", "errors.example"), ("x-forwarded-proto", proto), ("origin", own)];
        collector.request(method, path, &headers, b"")
    };
    for path in ["/", "/login", "/nothing", "/login/x", "/api/projects"] {
        let (secure, plain) = (request("GET", path, "https")?, request("GET", path, "http")?);
        ensure!(
            secure.header("strict-transport-security").starts_with("max-age=31536000"),
            "{path}: {secure:?}"
        );
        ensure!(plain.header("strict-transport-security").is_empty(), "{path}: {plain:?}");
    }
    // The requests of a visitor's browser leave nothing in it.
    for path in [
        "/client/script.js",
        "/client/corncrake_bg.wasm",
        &format!("/v1/{key}/ping"),
        &format!("/v1/{key}/event"),
    ] {
        let answer = request("GET", path, "https")?;
        ensure!(answer.header("strict-transport-security").is_empty(), "{path}: {answer:?}");
    }
    Ok(())
}

#[test]
fn only_the_right_version_of_a_file_is_kept_for_a_year() -> Result<()> {
    let collector = Collector::start()?;
    let script = collector.request("GET", "/client/script.js", &[], b"")?;
    let (_, rest) = script.body.split_once("/client.js?v=").context("no version in the tag")?;
    let version: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    let kept = |path: &str| -> Result<String> {
        let answer = collector.request("GET", path, &[], b"")?;
        ensure!(answer.status == 200, "{path}: {answer:?}");
        Ok(answer.header("cache-control").to_owned())
    };
    ensure!(kept(&format!("/client/client.js?v={version}"))?.contains("immutable"));
    let client = collector.request("GET", "/client/client.js", &[], b"")?.body;
    for file in ["corncrake_bg.wasm", "corncrake_fallback.js"] {
        let (_, rest) =
            client.split_once(&format!("{file}?v=")).with_context(|| format!("no version of {file}"))?;
        let own: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
        ensure!(kept(&format!("/client/{file}?v={own}"))?.contains("immutable"), "{file}");
    }
    for other in [
        "",
        "anything",
        "0",
        &version[1..],
        &format!("{version}0"),
        &version.to_uppercase(),
        "0123456789abcdef",
    ] {
        let long = kept(&format!("/client/client.js?v={other}"))?;
        ensure!(other == version || long == "public, max-age=300", "?v={other}: {long}");
    }
    Ok(())
}
