//! Bodies as browsers, proxies and older clients send them: any media type of a report, any
//! encoding of its text, packed or not, and documents that have no address of their own.

use std::io::Write;

use anyhow::{Result, ensure};
use corncrake_tests::collector::{Collector, Response};
use flate2::{
    Compression,
    write::{DeflateEncoder, GzEncoder, ZlibEncoder},
};
use serde_json::json;

const AGENT: (&str, &str) =
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0");
const ORIGIN: (&str, &str) = ("origin", "https://shop.example");
const JSON: (&str, &str) = ("content-type", "application/json");
const EVENT: &[u8] = br#"{"name":"Error","message":"packed","type":1}"#;
const REPORT: &[u8] = br#"{"csp-report":{"document-uri":"https://shop.example/","violated-directive":"img-src","blocked-uri":"https://cdn.example/x"}}"#;

fn post(
    collector: &Collector,
    key: &str,
    endpoint: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Response> {
    collector.request("POST", &format!("/v1/{key}/{endpoint}"), headers, body)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes)?;
    Ok(packed.finish()?)
}

#[test]
fn no_media_type_of_a_report_is_believed() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    for media_type in [
        "",
        "text/html",
        "application/octet-stream",
        "application/report",
        "application/xml",
        "application/reports+json; charset=utf-16",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "nonsense",
    ] {
        let answer =
            post(&collector, &key, "report", &[ORIGIN, AGENT, ("content-type", media_type)], REPORT)?;
        ensure!(answer.status == 200, "{media_type:?}: {answer:?}");
    }
    let none = post(&collector, &key, "report", &[ORIGIN, AGENT], REPORT)?;
    ensure!(none.status == 200, "{none:?}");
    let issues = collector.issues(&key)?;
    ensure!(issues.len() == 1 && issues[0]["events"] == 10, "{issues:#?}");
    Ok(())
}

#[test]
fn no_byte_of_a_text_loses_it() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let latin = b"{\"name\":\"Error\",\"message\":\"caf\xe9 closed\",\"type\":1}";
    let marked = [b"\xef\xbb\xbf", &latin[..]].concat();
    let batch = [&b"\xef\xbb\xbf{\"events\":["[..], latin, b"]}"].concat();
    let utf16: Vec<u8> = "{\"name\":\"Error\",\"message\":\"caf\u{e9} closed\",\"type\":1}"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let utf16 = [b"\xff\xfe", utf16.as_slice()].concat();
    for (endpoint, body) in [("event", latin.to_vec()), ("event", marked), ("batch", batch), ("event", utf16)]
    {
        let answer = post(&collector, &key, endpoint, &[ORIGIN, AGENT, JSON], &body)?;
        ensure!(answer.status == 200, "{endpoint} {body:?}: {answer:?}");
    }
    let issues = collector.issues(&key)?;
    ensure!(issues.len() == 1 && issues[0]["events"] == 4, "{issues:#?}");
    ensure!(issues[0]["title"].as_str().is_some_and(|title| title.contains("café closed")), "{issues:#?}");
    let report = b"\xef\xbb\xbf{\"csp-report\":{\"document-uri\":\"https://shop.example/caf\xe9\",\"violated-directive\":\"img-src\",\"blocked-uri\":\"https://cdn.example/\"}}";
    let answer = post(&collector, &key, "report", &[ORIGIN, AGENT], report)?;
    ensure!(answer.status == 200, "{answer:?}");
    let reports = collector.get(&format!("/api/projects/{key}/reports"))?;
    ensure!(reports["reports"][0]["page"] == "https://shop.example/café", "{reports:#}");
    Ok(())
}

#[test]
fn what_is_packed_is_unpacked_and_a_bomb_is_refused() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(EVENT)?;
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::default());
    deflate.write_all(EVENT)?;
    let batch = [&b"{\"events\":["[..], EVENT, b"]}"].concat();
    let (packed, bomb) = (gzip(EVENT)?, gzip(&vec![b' '; 40_000_000])?);
    ensure!(bomb.len() < 100_000);
    let cut = packed[..packed.len() - 6].to_vec();
    for (endpoint, coding, body, status, code) in [
        ("event", "gzip", packed.clone(), 200, ""),
        ("event", "X-GZip", packed.clone(), 200, ""),
        ("event", "identity, gzip", packed.clone(), 200, ""),
        ("event", "deflate", zlib.finish()?, 200, ""),
        ("event", "deflate", deflate.finish()?, 200, ""),
        ("event", "identity", EVENT.to_vec(), 200, ""),
        ("event", "", EVENT.to_vec(), 200, ""),
        ("batch", "gzip", gzip(&batch)?, 200, ""),
        ("report", "gzip", gzip(REPORT)?, 200, ""),
        ("event", "gzip", EVENT.to_vec(), 400, "bad_body"),
        ("event", "deflate", EVENT.to_vec(), 400, "bad_body"),
        ("event", "gzip", cut, 400, "bad_body"),
        ("event", "identity", packed.clone(), 400, "bad_body"),
        ("event", "gzip", bomb.clone(), 413, "body_too_large"),
        ("batch", "gzip", bomb.clone(), 413, "body_too_large"),
        ("report", "gzip", bomb, 413, "body_too_large"),
        ("event", "br", EVENT.to_vec(), 415, "unsupported_encoding"),
        ("report", "zstd", REPORT.to_vec(), 415, "unsupported_encoding"),
        ("event", "gzip, gzip", gzip(&packed)?, 415, "unsupported_encoding"),
    ] {
        let answer =
            post(&collector, &key, endpoint, &[ORIGIN, AGENT, JSON, ("content-encoding", coding)], &body)?;
        ensure!(answer.status == status, "{endpoint} {coding}: {answer:?}");
        ensure!(status == 200 || answer.json()["error"]["code"] == code, "{endpoint} {coding}: {answer:?}");
        let takes = answer.header("accept-encoding");
        ensure!((takes == "gzip, deflate, identity") == (status == 415), "{endpoint} {coding}: {answer:?}");
    }
    let events: u64 = collector.issues(&key)?.iter().filter_map(|issue| issue["events"].as_u64()).sum();
    ensure!(events == 9, "{events} events");
    Ok(())
}

#[test]
fn documents_without_an_address_report_for_who_may() -> Result<()> {
    let collector = Collector::start()?;
    let keys = [
        collector.project("all", &["*"])?,
        collector.project("shop", &["https://shop.example"])?,
        collector.project("named", &["https://shop.example", "null"])?,
    ];
    for document in ["about", "about:srcdoc", "blob", "data", "data:text/html,x", ""] {
        let body = json!({ "csp-report": { "document-uri": document, "violated-directive": "img-src",
            "blocked-uri": "https://cdn.example/x" } })
        .to_string();
        let own = ("referer", "https://shop.example/basket?user=7");
        let foreign = ("referer", "https://evil.example/");
        for (referrer, statuses) in
            [(None, [200, 403, 200]), (Some(own), [200, 200, 200]), (Some(foreign), [200, 403, 200])]
        {
            for (key, status) in keys.iter().zip(statuses) {
                let headers: Vec<_> = [("origin", "null"), AGENT].into_iter().chain(referrer).collect();
                let answer = post(&collector, key, "report", &headers, body.as_bytes())?;
                ensure!(answer.status == status, "{document} {referrer:?}: {answer:?}");
            }
        }
        let evil = [("origin", "https://evil.example"), AGENT, own];
        let answer = post(&collector, &keys[1], "report", &evil, body.as_bytes())?;
        ensure!(answer.status == 403, "{document}: {answer:?}");
    }
    Ok(())
}
