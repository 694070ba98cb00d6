//! Bodies and senders: every packing with a limit, every place of a key, every origin.

use std::io::Write;

use anyhow::{Result, ensure};
use base64::{Engine, engine::general_purpose::STANDARD};
use corncrake_tests::{collector::Collector, http::Response};
use flate2::{
    Compression,
    write::{DeflateEncoder, GzEncoder, ZlibEncoder},
};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

const EVENT: &str = r#"{"level":"error","platform":"python","exception":{"values":[{"type":"ValueError","value":"no price"}]}}"#;

fn envelope() -> Vec<u8> {
    format!("{{}}\n{{\"type\":\"event\"}}\n{EVENT}\n").into_bytes()
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes)?;
    Ok(packed.finish()?)
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 4_096, 5, 22);
    let _ = writer.write_all(bytes);
    drop(writer);
    out
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

fn send(collector: &Collector, key: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Response> {
    collector.request("POST", &format!("/api/1/envelope/?sentry_key={key}"), headers, body)
}

#[test]
fn every_packing_is_read_and_a_bomb_is_given_up() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("packed", &["server"])?;
    let plain = envelope();
    let (mut zlib, mut deflate) = (
        ZlibEncoder::new(Vec::new(), Compression::default()),
        DeflateEncoder::new(Vec::new(), Compression::default()),
    );
    zlib.write_all(&plain)?;
    deflate.write_all(&plain)?;
    // An envelope that begins well, and goes on for 200 MB.
    let bomb =
        [&plain[..], b"{\"type\":\"attachment\",\"length\":200000000}\n", &vec![0; 200_000_000]].concat();
    // Frames of one empty block: each costs a decoder, and nothing comes out.
    let frames = |count: usize| [0x28_u8, 0xb5, 0x2f, 0xfd, 0, 0, 1, 0, 0].repeat(count);
    let cut = |mut bytes: Vec<u8>| {
        bytes.truncate(bytes.len() - 9);
        bytes
    };
    let cases = [
        ("", plain.clone(), 200),
        ("identity", plain.clone(), 200),
        ("gzip", gzip(&plain)?, 200),
        ("GZIP", gzip(&plain)?, 200),
        ("deflate", zlib.finish()?, 200),
        ("deflate", deflate.finish()?, 200),
        ("br", brotli(&plain), 200),
        ("zstd", zstd(&plain), 200),
        ("gzip", gzip(&bomb)?, 413),
        ("br", brotli(&bomb), 413),
        ("zstd", zstd(&bomb), 413),
        // Its header asks for a window of 2 GB.
        ("zstd", vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0, 0, 0, 0], 413),
        ("gzip", [gzip(b"")?.repeat(63), gzip(&plain)?].concat(), 200),
        ("zstd", [frames(63), zstd(&plain)].concat(), 200),
        ("gzip", [gzip(b"")?.repeat(400_000), gzip(&plain)?].concat(), 400),
        ("zstd", [frames(900_000), zstd(&plain)].concat(), 400),
        ("gzip", plain.clone(), 400),
        ("br", plain.clone(), 400),
        ("zstd", plain.clone(), 400),
        ("zstd", cut(zstd(&plain)), 400),
        ("br", cut(brotli(&plain)), 400),
        ("gzip", cut(gzip(&plain)?), 400),
        ("compress", plain.clone(), 415),
        ("gzip, br", plain, 415),
    ];
    let mut stored = 0;
    for (coding, body, status) in cases {
        let answer = send(&collector, &key, &[("content-encoding", coding)], &body)?;
        ensure!(answer.status == status, "{coding}, {} bytes: {answer:?}", body.len());
        ensure!(status == 200 || !answer.header("x-sentry-error").is_empty(), "{answer:?}");
        let takes = "gzip, deflate, br, zstd, identity";
        let says = answer.header("accept-encoding") == takes && answer.body.contains(takes);
        ensure!(says == (status == 415), "{coding}: {answer:?}");
        stored += u64::from(status == 200);
    }
    let issue = collector.wait_for_issue(&key, "ValueError: no price")?;
    ensure!(issue["issue"]["events"] == stored, "{stored} of {issue:#}");
    // A file of 6 MB behind an event, as it is, costs it nothing.
    let file = vec![7; 6_000_000];
    let big = [&envelope()[..], b"{\"type\":\"attachment\",\"length\":6000000}\n", &file].concat();
    ensure!(send(&collector, &key, &[], &big)?.status == 200, "an event with a file is taken");
    ensure!(!collector.log()?.contains("trapped"), "{}", collector.log()?);
    Ok(())
}

#[test]
fn a_store_body_is_json_or_base64() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("store", &["server"])?;
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(EVENT.as_bytes())?;
    let packed = STANDARD.encode(zlib.finish()?);
    let auth = format!("Sentry sentry_version=5, sentry_key={key}, sentry_client=raven-node/2.6.4");
    for (body, status) in [
        (EVENT.as_bytes().to_vec(), 200),
        (packed.clone().into_bytes(), 200),
        (format!("{packed}\n").into_bytes(), 200),
        (b"aGVsbG8=".to_vec(), 400),
        (b"[]".to_vec(), 400),
        (Vec::new(), 400),
        (b"{\"message\":\"".to_vec(), 400),
    ] {
        let answer = collector.request("POST", "/api/0/store/", &[("x-sentry-auth", &auth)], &body)?;
        ensure!(answer.status == status, "{}: {answer:?}", String::from_utf8_lossy(&body));
        let id = answer.json()["id"].as_str().unwrap_or_default().len();
        ensure!(status != 200 || id == 32, "an event without an id gets one: {answer:?}");
    }
    ensure!(collector.wait_for_issue(&key, "ValueError")?["issue"]["events"] == 3, "three were stored");
    Ok(())
}

#[test]
fn the_first_key_that_fits_decides_and_a_dsn_may_not_contradict() -> Result<()> {
    let collector = Collector::start()?;
    let (key, other) = (collector.project("one", &["server"])?, collector.project("other", &["server"])?);
    let made_up = "3f9k2m8q1xz";
    let header = |key: &str| format!("Sentry sentry_key={key}, sentry_version=7");
    let with_dsn = |key: &str| {
        let dsn = format!("{{\"dsn\":\"https://{key}@errors.example/1\"}}");
        format!("{dsn}\n{{\"type\":\"event\"}}\n{EVENT}\n").into_bytes()
    };
    let query =
        |key: &str| format!("/api/42/envelope/?sentry_version=7&sentry_key={key}&sentry_client=x%2F1");
    let (of_key, of_made_up, of_other) = (header(&key), header(made_up), header(&other));
    let none = "/api/1/envelope/".to_owned();
    type KeyCase<'a> = (&'a str, String, Option<(&'a str, &'a str)>, Vec<u8>, u16);
    let cases: [KeyCase<'_>; 14] = [
        ("query", query(&key), None, envelope(), 200),
        ("header", none.clone(), Some(("x-sentry-auth", &of_key)), envelope(), 200),
        ("authorization", none.clone(), Some(("authorization", &of_key)), envelope(), 200),
        ("dsn", none.clone(), None, with_dsn(&key), 200),
        ("tunnel", "/tunnel".into(), None, with_dsn(&key), 200),
        ("no slash", format!("/api/1/envelope?sentry_key={key}"), None, envelope(), 200),
        ("query does not fit", query(made_up), Some(("x-sentry-auth", &of_key)), envelope(), 200),
        ("the query is first", query(&key), Some(("x-sentry-auth", &of_other)), envelope(), 200),
        ("both made up", query(made_up), Some(("x-sentry-auth", &of_made_up)), envelope(), 403),
        ("none", none.clone(), None, envelope(), 401),
        ("bearer", none, Some(("authorization", "Bearer x")), envelope(), 401),
        ("another dsn", query(&key), None, with_dsn(&other), 403),
        ("a slug", format!("/api/shop/envelope/?sentry_key={key}"), None, envelope(), 404),
        ("no number", format!("/api/store/?sentry_key={key}"), None, envelope(), 404),
    ];
    let mut stored = 0;
    for (name, path, header, body, status) in &cases {
        let headers: Vec<(&str, &str)> = header.iter().copied().collect();
        let answer = collector.request("POST", path, &headers, body)?;
        ensure!(answer.status == *status, "{name}: {answer:?}");
        stored += u64::from(*status == 200);
    }
    ensure!(collector.wait_for_issue(&key, "ValueError")?["issue"]["events"] == stored, "{stored}");
    ensure!(collector.issues(&other)?.is_empty(), "nothing went to the other project");
    for (method, status) in [("GET", 405), ("PUT", 405), ("OPTIONS", 204)] {
        ensure!(collector.request(method, &query(&key), &[], b"")?.status == status, "{method}");
    }
    Ok(())
}

#[test]
fn a_server_sends_where_the_project_says_so_and_is_no_visitor() -> Result<()> {
    let collector = Collector::start()?;
    let origin = ("origin", "https://shop.example");
    type OriginCase<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], u16);
    let cases: [OriginCase<'_>; 7] = [
        (&["https://shop.example"], &[], 403),
        (&["https://shop.example"], &[origin], 200),
        (&["server"], &[], 200),
        (&["server"], &[origin], 403),
        (&["server", "https://shop.example"], &[], 200),
        (&["*"], &[], 200),
        (&["node"], &[], 403),
    ];
    for (origins, headers, status) in cases {
        let key = collector.project("origins", origins)?;
        let answer = send(&collector, &key, headers, &envelope())?;
        ensure!(answer.status == status, "{origins:?} {headers:?}: {answer:?}");
        if status == 403 {
            ensure!(answer.body.contains("origin_not_allowed"), "{answer:?}");
            ensure!(!headers.is_empty() || answer.header("x-sentry-error").contains("server"), "{answer:?}");
            continue;
        }
        let issue = collector.wait_for_issue(&key, "ValueError")?;
        let is_page = u64::from(!headers.is_empty());
        ensure!(issue["issue"]["sessions"] == is_page, "{origins:?}: {issue:#}");
        ensure!(collector.sessions(&key)? == (is_page, is_page), "{origins:?}");
    }
    Ok(())
}
