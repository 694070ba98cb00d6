//! Uploads over HTTP: what is kept, what is refused and in which words; which map an event
//! meets, and that no event is lost for one.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{
        Collector, Response, TOKEN,
        wired::{Salt, WiredCollector, sender},
    },
    inspect::search::holding,
    wait::eventually,
};
use serde_json::{Value, json};

/// In the name of the map's source, which is kept as text.
const MARK: &str = "UnforgettableSource";

fn map() -> String {
    let text = "export function pay(cart) {\n  return cart.items.total\n}\n";
    json!({ "version": 3, "sources": [format!("../src/{MARK}.js")], "names": [], "sourcesContent": [text],
        "mappings": "AAAA,UACE" })
    .to_string()
}

fn request(
    collector: &Collector,
    method: &str,
    path: &str,
    body: &[u8],
    more: &[(&str, &str)],
) -> Result<Response> {
    let bearer = format!("Bearer {TOKEN}");
    let headers = [&[("authorization", bearer.as_str())], more].concat();
    collector.request(method, &format!("/api/projects/{path}"), &headers, body)
}

fn event(release: Option<&str>, file: &str) -> String {
    let stack = format!("TypeError: x\n    at t (https://shop.example/{file}:1:12)\n");
    json!({ "type": 1, "name": "TypeError", "message": format!("{file} of {release:?}"), "stack": stack, "release": release })
        .to_string()
}

/// The only frame of the issue with this in its title.
fn frame(collector: &Collector, key: &str, title: &str) -> Result<Value> {
    let issue = collector.wait_for_issue(key, title)?;
    Ok(issue["event"]["frames"][0].clone())
}

#[test]
fn what_is_no_map_is_refused_in_words() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["*"])?;
    let files = format!("{key}/releases/1.0/files");
    let path = format!("/api/projects/{files}/assets/app.js.map");
    ensure!(collector.request("PUT", &path, &[], map().as_bytes())?.status == 401);
    let bomb = gzip(&vec![b' '; 40 * 1024 * 1024])?;
    let packed = [("content-encoding", "gzip")];
    let put = |name: &str, body: &[u8], headers: &[(&str, &str)]| {
        request(&collector, "PUT", &format!("{files}/{name}"), body, headers)
    };
    for (name, body, headers, status, code, words) in [
        ("a.js.map", &b"<html>"[..], &[][..], 400, "bad_file", "a.js.map: it is no source map"),
        ("a.js.map", map().replace(":3", ":2").as_bytes(), &[], 400, "bad_file", "version"),
        (
            "a.js.map",
            br#"{"version":3,"sources":[],"names":[],"mappings":""}"#,
            &[],
            400,
            "bad_file",
            "no mappings",
        ),
        ("a.js.map", map().replace("UACE", "UCCE").as_bytes(), &[], 400, "bad_file", "does not list"),
        ("a.js", b"let a", &[], 400, "bad_file", "neither"),
        ("a.js.map", map().as_bytes(), &packed, 400, "bad_body", "not gzip"),
        ("a.js.map", &gzip(map().as_bytes())?[..40], &packed, 400, "bad_body", "not gzip"),
        ("a.js.map", &bomb, &packed, 413, "file_too_large", "32 MiB"),
        ("a.js.map", b"x", &[("content-encoding", "br")], 415, "unsupported_encoding", "gzip"),
        ("..%2Fa.js.map", b"x", &[], 422, "invalid_field", "name must"),
        ("%ff", b"x", &[], 422, "invalid_field", "UTF-8"),
        ("a//b", b"x", &[], 422, "invalid_field", "name must"),
    ] {
        let answer = put(name, body, headers)?;
        let error = &answer.json()["error"];
        ensure!(answer.status == status && error["code"] == code, "{name}: {answer:?}");
        ensure!(error["message"].as_str().is_some_and(|message| message.contains(words)), "{answer:?}");
    }
    let answer = request(&collector, "PUT", "aaaaaaaaaaa/releases/1/files/a.map", b"{}", &[])?;
    ensure!(answer.status == 404, "{answer:?}");
    let answer = request(&collector, "POST", &format!("{files}/a.map"), b"{}", &[])?;
    ensure!(answer.status == 405, "{answer:?}");
    let long = "r".repeat(129);
    let answer = request(&collector, "PUT", &format!("{key}/releases/{long}/files/a.map"), b"{}", &[])?;
    ensure!(answer.status == 422, "{answer:?}");

    let listed = collector.get(&format!("/api/projects/{files}"))?;
    let bad: Vec<&str> =
        listed["files"].as_array().context("no files")?.iter().filter_map(|f| f["bad"].as_str()).collect();
    ensure!(bad.len() == 2, "what could not be read is listed as such: {listed:#}");
    let kept = put("a.js.map", &gzip(map().as_bytes())?, &packed)?;
    ensure!(kept.status == 201, "{kept:?}");
    let expected = json!({ "name": "a.js.map", "debug_id": null, "sources": 1, "sources_with_text": 1, "mappings": 2,
        "bytes": map().len() });
    ensure!(kept.json() == expected, "{kept:?}");
    Ok(())
}

/// By the tool of the README.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("file");
    std::fs::write(&file, bytes)?;
    Ok(std::process::Command::new("gzip").arg("-c").arg(&file).output()?.stdout)
}

#[test]
fn an_issue_says_why_a_map_did_not_apply() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["*"])?;
    let put = |release: &str, name: &str, body: &str| {
        request(&collector, "PUT", &format!("{key}/releases/{release}/files/{name}"), body.as_bytes(), &[])
    };
    put("1.0", "app.js.map", &map())?;
    put("1.0", "app-BqT3k9aZ.js.map", &map())?;
    put("1.0", "broken.js.map", "<html>")?;
    for (release, file, expected) in [
        (Some("1.0"), "app.js", None),
        (Some("2.0"), "shop/app-BqT3k9aZ.js", None),
        (None, "app-BqT3k9aZ.js", None),
        (Some("2.0"), "app.js", Some("for release 2.0; release 1.0 has one")),
        (None, "app.js", Some("told no release")),
        (Some("1.0"), "other.js", Some("no source map of this file was uploaded")),
        (Some("1.0"), "broken.js", Some("could not be read: it is no source map")),
    ] {
        let sent = collector.request(
            "POST",
            &format!("/v1/{key}/event"),
            &sender("v"),
            event(release, file).as_bytes(),
        )?;
        ensure!(sent.status == 200, "{sent:?}");
        let issue =
            if expected.is_some() { format!("{file} of {release:?}") } else { "TypeError".to_owned() };
        let frame = eventually("an issue's frame", || {
            let frame = frame(&collector, &key, &issue)?;
            Ok((frame["file"] == format!("https://shop.example/{file}")).then_some(frame))
        })?;
        match expected {
            None => ensure!(
                frame["original"]["function"] == "pay" && frame["original"]["line"] == 2,
                "{file}: {frame:#}"
            ),
            Some(words) => {
                ensure!(frame["original"].is_null(), "{frame:#}");
                ensure!(
                    frame["unmapped"].as_str().is_some_and(|why| why.contains(words)),
                    "{file}: {frame:#}"
                );
            }
        }
    }
    // Symbolicated events are one issue, whatever their message and file; the others are not.
    let grouped: Vec<Value> = collector.issues(&key)?;
    ensure!(grouped.iter().filter(|issue| issue["events"] == 3).count() == 1, "{grouped:#?}");
    Ok(())
}

#[test]
fn a_release_that_is_deleted_and_a_project_leave_nothing() -> Result<()> {
    let mut collector = Collector::start()?;
    let key = collector.project("shop", &["*"])?;
    let release = format!("{key}/releases/1.0");
    let put = |collector: &Collector, name: &str| {
        request(collector, "PUT", &format!("{release}/files/{name}"), map().as_bytes(), &[])
    };
    ensure!(request(&collector, "DELETE", &release, b"", &[])?.status == 404);
    ensure!(put(&collector, "app.js.map")?.status == 201);
    ensure!(holding(&collector.data(), MARK.as_bytes())? > 0, "the mark is not where it should be");
    ensure!(request(&collector, "DELETE", &release, b"", &[])?.status == 204);
    ensure!(request(&collector, "DELETE", &release, b"", &[])?.status == 404);
    ensure!(collector.get(&format!("/api/projects/{release}/files"))?["files"] == json!([]));
    ensure!(put(&collector, "app.js.map")?.status == 201);
    ensure!(request(&collector, "DELETE", &key, b"", &[])?.status == 204);
    ensure!(put(&collector, "app.js.map")?.status == 404);
    collector.interrupt()?;
    ensure!(holding(&collector.data(), MARK.as_bytes())? == 0, "its sources are still on the disk");
    Ok(())
}

#[test]
fn maps_that_do_not_answer_cost_no_event() -> Result<()> {
    let collector = WiredCollector::start(Salt::Memory)?;
    let key = collector.project()?;
    let bearer = format!("Bearer {TOKEN}");
    let path = format!("/api/projects/{key}/releases/1.0/files/app.js.map");
    let answer = collector.request("PUT", &path, &[("authorization", &bearer)], map().as_bytes())?;
    ensure!(answer.status == 201, "{answer:?}");
    collector.doors(&json!({ "hold": "/LookUpFrames" }))?;
    let sent = collector.request(
        "POST",
        &format!("/v1/{key}/event"),
        &sender("v"),
        event(Some("1.0"), "app.js").as_bytes(),
    )?;
    ensure!(sent.status == 200 && collector.doors(&json!({}))?["held"] == true, "{sent:?}");
    let issues = collector.get(&format!("/api/projects/{key}/issues"))?;
    ensure!(issues["issues"][0]["events"] == 1, "{issues:#}");
    ensure!(collector.log()?.contains("source maps did not answer"), "the log says so");
    Ok(())
}
