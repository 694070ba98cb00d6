//! What is right of a case: one file of `tests/cases`. The test of the cases reads it, and so does
//! the score (`xtask/src/score/runtimes.rs`).
//!
//! `check` is `apart` or `together` (of `input.a` and `input.b`), or, of `input.event`, `title:GLOB`,
//! `inapp:BITS`, `noise` or `nonoise+inapp`. `runtime` is the framework or the runtime that it was
//! met with. An event has `name`, `message`, `stack`, `uri` and `type` (1 where there is none); instead of
//! them, `report` is what a browser sent, as it sent it. `source` says where
//! it was seen, `right` why. A case that does not read is wrong.

#![allow(clippy::indexing_slicing, reason = "a member that a JSON value lacks is null")]

use std::{fs, path::Path};

use corncrake_core::{
    event::{Event, EventType},
    group::{self, Fingerprint},
    noise, report, scrub, stack,
};
use serde_json::Value;

/// A case, and what is wrong with it.
pub(crate) struct JudgedCase {
    /// Its file, without the ending.
    pub(crate) name: String,
    /// What it was met with.
    pub(crate) runtime: String,
    /// Nothing where all is right.
    pub(crate) wrong: Option<String>,
}

/// What is made of an event or of a report.
struct ReadCase {
    title: String,
    fingerprint: Fingerprint,
    /// Of each frame, whether it is the site's own.
    own: String,
    noise: Option<String>,
}

/// Judges every file of a folder, in the order of their names.
pub(crate) fn judge_all(folder: &Path) -> Result<Vec<JudgedCase>, String> {
    let entries = fs::read_dir(folder).map_err(|error| error.to_string())?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().map(|path| judge(path).map_err(|error| format!("{}: {error}", path.display()))).collect()
}

fn judge(path: &Path) -> Result<JudgedCase, String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let case: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let runtime = case["runtime"].as_str().filter(|runtime| !runtime.is_empty());
    let runtime = runtime.ok_or("no runtime")?.to_owned();
    Ok(JudgedCase { name, runtime, wrong: wrong(&case)? })
}

fn read(given: &Value) -> Result<ReadCase, String> {
    if let Some(report) = given.get("report") {
        let reports = report::decode(report.to_string().as_bytes()).map_err(|error| error.to_string())?;
        let report = reports.first().ok_or("no report")?;
        let (title, fingerprint) = (report.title(), report.fingerprint());
        return Ok(ReadCase { title, fingerprint, own: String::new(), noise: None });
    }
    let text = |name: &str| given[name].as_str().map(str::to_owned);
    let kind = given["type"].as_u64().map_or(Some(EventType::UNHANDLED_ERROR), EventType::from_code);
    let mut event = Event {
        kind: kind.ok_or("no such type")?,
        name: text("name"),
        message: text("message").unwrap_or_default(),
        stack: text("stack"),
        uri: text("uri"),
        ..Event::default()
    };
    scrub::event(&mut event);
    let stack = event.stack.as_deref().unwrap_or_default();
    let frames = stack::parse_event(stack, event.name.as_deref(), &event.message);
    let frames = stack::of_page(frames, event.uri.as_deref());
    Ok(ReadCase {
        title: group::title(&event),
        fingerprint: group::fingerprint(&event, &frames),
        own: frames.iter().map(|frame| if frame.in_app { '1' } else { '0' }).collect(),
        noise: noise::of_event(&event, &frames).map(|noise| format!("{noise:?}")),
    })
}

/// What a case is instead, and nothing where it is right.
fn wrong(case: &Value) -> Result<Option<String>, String> {
    let check = case["check"].as_str().ok_or("no check")?;
    let (check, wanted) = check.split_once(':').unwrap_or((check, ""));
    let input = &case["input"];
    if let "apart" | "together" = check {
        let (a, b) = (read(&input["a"])?.fingerprint, read(&input["b"])?.fingerprint);
        let is_right = (a.hash == b.hash) == (check == "together");
        return Ok((!is_right).then(|| format!("not {check}: {:?} {:?}", a.parts, b.parts)));
    }
    let ReadCase { title, own, noise, .. } = read(&input["event"])?;
    let is_right = match check {
        "title" => {
            let mut rest = title.as_str();
            wanted.split('*').all(|part| match rest.find(part) {
                Some(at) => {
                    rest = rest.get(at + part.len()..).unwrap_or_default();
                    true
                }
                None => false,
            })
        }
        "inapp" => own == wanted,
        "noise" => noise.is_some(),
        "nonoise+inapp" => noise.is_none() && !own.contains('0'),
        other => return Err(format!("no such check: {other}")),
    };
    Ok((!is_right).then(|| format!("not {check}: {title} {own} {noise:?}")))
}
