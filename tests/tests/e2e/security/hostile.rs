//! A table of hostile requests (`hostile.txt`): each has the status that it must have, none
//! is a fault of ours, none hangs, and all together they leave nothing behind.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use corncrake_tests::{
    collector::{Collector, TOKEN},
    http::raw,
};
use serde_json::{Value, json};

const TABLE: &str = include_str!("hostile.txt");
/// How many different requests there have to be.
const AT_LEAST: usize = 200;
const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";

/// A row: the status, the request line and headers, what it tries, the body.
struct HostileRequest<'a> {
    status: u16,
    request: &'a str,
    tries: &'a str,
    body: &'a str,
}

fn rows() -> Result<Vec<HostileRequest<'static>>> {
    let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let mut columns = line.splitn(4, '|').map(str::trim);
            let mut column = || columns.next().with_context(|| format!("a column is missing: {line}"));
            Ok(HostileRequest {
                status: column()?.parse()?,
                request: column()?,
                tries: column()?,
                body: column()?,
            })
        })
        .collect()
}

/// `<<text*n>>` is the text n times, `<<pad n>>` spaces up to n bytes, `\xHH` that byte.
fn bytes(written: &str) -> Result<Vec<u8>> {
    let (mut out, mut rest) = (Vec::new(), written);
    while let Some(at) = [rest.find("<<"), rest.find("\\x")].into_iter().flatten().min() {
        let (plain, special) = rest.split_at(at);
        out.extend_from_slice(plain.as_bytes());
        if let Some(hex) = special.strip_prefix("\\x") {
            out.push(u8::from_str_radix(&hex[..2], 16)?);
            rest = &hex[2..];
            continue;
        }
        let (inner, after) = special[2..].split_once(">>").context("<< without >>")?;
        if let Some(length) = inner.strip_prefix("pad ") {
            out.resize(length.parse()?, b' ');
        } else {
            let (text, times) = inner.rsplit_once('*').context("<<text*times>>")?;
            out.extend(text.as_bytes().repeat(times.parse()?));
        }
        rest = after;
    }
    out.extend_from_slice(rest.as_bytes());
    Ok(out)
}

/// `[METHOD ]place[ & name: value][ & -name]`; a place without a slash is one of the ingest.
/// Everything else is as a good client sends it.
fn request(row: &HostileRequest<'_>, key: &str) -> Result<Vec<u8>> {
    let mut parts = row.request.split(" & ");
    let line = parts.next().unwrap_or_default();
    let (method, place) = line.rsplit_once(' ').unwrap_or(("POST", line));
    let path = if place.starts_with('/') { place.replace("KEY", key) } else { format!("/v1/{key}/{place}") };
    let body = bytes(row.body)?;
    let media_type =
        if place.starts_with("report") { "application/reports+json" } else { "application/json" };
    let mut headers = vec![
        ("host", "127.0.0.1".to_owned()),
        ("connection", "close".to_owned()),
        ("origin", "https://shop.example".to_owned()),
        ("user-agent", AGENT.to_owned()),
        ("content-type", media_type.to_owned()),
        ("content-length", body.len().to_string()),
    ];
    for change in parts {
        if let Some(name) = change.strip_prefix('-') {
            headers.retain(|(kept, _)| *kept != name);
            continue;
        }
        let (name, value) = change.split_once(':').with_context(|| format!("no header: {change}"))?;
        // A name in small letters replaces ours; a `+` before it adds one more.
        match name.strip_prefix('+') {
            Some(name) => headers.push((name, value.trim().to_owned())),
            None => {
                headers.retain(|(kept, _)| *kept != name);
                headers.push((name, value.trim().replace("TOKEN", TOKEN)));
            }
        }
    }
    let mut out = [method.as_bytes(), b" ", &bytes(&path)?, b" HTTP/1.1\r\n"].concat();
    for (name, value) in headers {
        out.extend([name.as_bytes(), b": ", &bytes(&value)?, b"\r\n"].concat());
    }
    out.extend_from_slice(b"\r\n");
    out.extend(body);
    Ok(out)
}

/// The databases there are, by their names.
fn databases(folder: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(databases(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "sqlite") {
            found.insert(path);
        }
    }
    Ok(found)
}

/// The state of a project, but for the number of refused requests.
fn snapshot(collector: &Collector, key: &str) -> Result<Value> {
    let outcomes = collector.get(&format!("/api/projects/{key}/outcomes?interval=day"))?;
    let days = outcomes["series"].as_array().context("no series")?;
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for (name, count) in days.iter().filter_map(Value::as_object).flatten() {
        if name != "refused" {
            *counts.entry(name).or_default() += count.as_u64().unwrap_or(0);
        }
    }
    Ok(json!({
        "outcomes": counts,
        "sessions": collector.sessions(key)?,
        "issues": collector.issues(key)?,
        "noise": collector.get(&format!("/api/projects/{key}/issues?noise=1"))?,
        "projects": collector.get("/api/projects")?,
    }))
}

#[test]
fn every_hostile_request_has_its_status_and_nothing_is_stored() -> Result<()> {
    let rows = rows()?;
    let distinct: BTreeSet<_> = rows.iter().map(|row| (row.request, row.body)).collect();
    ensure!(distinct.len() == rows.len() && rows.len() >= AT_LEAST, "{} rows", rows.len());
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    // One good event first, so that there is something that could change.
    let good =
        HostileRequest { status: 200, request: "event", tries: "", body: r#"{"message":"good","type":1}"# };
    ensure!(raw::send(collector.port, &request(&good, &key)?)?.status == 200);
    let (before, files) = (snapshot(&collector, &key)?, databases(&collector.data())?);

    let mut wrong = Vec::new();
    for row in &rows {
        let HostileRequest { status, request: line, tries, .. } = row;
        let answer = raw::send(collector.port, &request(row, &key)?).with_context(|| (*tries).to_owned())?;
        if answer.status != *status {
            let end: String =
                answer.text.chars().rev().take(160).collect::<Vec<_>>().into_iter().rev().collect();
            wrong.push(format!("{tries} ({line}): {} and not {status}: {end}", answer.status));
        }
        if *status >= 500 {
            bail!("{tries}: nobody may expect a failure of ours");
        }
    }
    ensure!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
    let after = snapshot(&collector, &key)?;
    ensure!(after == before, "something was stored:\n{before:#}\n{after:#}");
    let made: Vec<_> = databases(&collector.data())?.difference(&files).cloned().collect();
    ensure!(made.is_empty(), "databases were made: {made:?}");
    ensure!(!collector.log()?.contains("trapped"), "the module trapped");

    // And it goes on taking what is good.
    ensure!(raw::send(collector.port, &request(&good, &key)?)?.status == 200);
    ensure!(collector.issues(&key)?[0]["events"] == 2);
    println!("{} hostile requests", rows.len());
    Ok(())
}

#[test]
fn what_is_just_within_a_limit_is_taken() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let event = |member: &str| format!(r#"{{"message":"m","type":1,{member}}}"#);
    let bodies = [
        ("event", event(r#""name":"<<n*512>>""#)),
        ("event", event(r#""uri":"<<é*1000>>""#)),
        ("event", event(r#""stack":"<<s*131072>>""#)),
        ("event", event(r#""release":"<<r*128>>""#)),
        ("event", r#"{"message":"<<é*10000>>","type":0}"#.to_owned()),
        ("event", r#"{"message":"","type":99}<<pad 1048576>>"#.to_owned()),
        ("batch", format!(r#"{{"events":[<<{},*49>>{0}]}}"#, r#"{"message":"m","type":1}"#)),
        ("batch", r#"{"events":[{"message":"m","type":1}]}<<pad 1048576>>"#.to_owned()),
        ("report", r#"[{"type":"x","url":"https://shop.example/"}]<<pad 262144>>"#.to_owned()),
    ];
    for (place, body) in bodies {
        let row = HostileRequest { status: 200, request: place, tries: "", body: &body };
        let answer = raw::send(collector.port, &request(&row, &key)?)?;
        ensure!(answer.status == 200, "{place} {}: {}", body.len(), answer.text);
        ensure!(!answer.text.contains("index"), "{}", answer.text);
    }
    Ok(())
}
