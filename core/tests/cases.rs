//! One file of `cases` is one case: two errors that are one bug or are not, or one error and what
//! is said of it. Another case is another file, and nothing else.
//!
//! `check` is `apart` or `together` (of `input.a` and `input.b`), or, of `input.event`, `title:GLOB`,
//! `inapp:BITS`, `noise` or `nonoise+inapp`. `source` says where it was seen, `right` why.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a case that does not read must fail")]

use std::{fs, path::Path};

use corncrake_core::{
    event::{Event, EventType},
    group, noise, scrub,
    stack::{self, Frame},
};
use serde_json::Value;

struct ReadCase {
    event: Event,
    frames: Vec<Frame>,
}

fn read(given: &Value) -> ReadCase {
    let text = |name: &str| given[name].as_str().map(str::to_owned);
    let mut event = Event {
        kind: EventType::from_code(given["type"].as_u64().unwrap_or(1)).unwrap(),
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
    ReadCase { event, frames }
}

/// What a case is, and nothing where it is right.
fn wrong(case: &Value) -> Option<String> {
    let (check, wanted) =
        case["check"].as_str().unwrap().split_once(':').unwrap_or((case["check"].as_str().unwrap(), ""));
    let input = &case["input"];
    if let "apart" | "together" = check {
        let [a, b] =
            ["a", "b"].map(|one| read(&input[one])).map(|read| group::fingerprint(&read.event, &read.frames));
        return ((a.hash == b.hash) != (check == "together")).then(|| format!("{:?} {:?}", a.parts, b.parts));
    }
    let ReadCase { event, frames } = read(&input["event"]);
    let own: String = frames.iter().map(|frame| if frame.in_app { '1' } else { '0' }).collect();
    let (title, noise) = (group::title(&event), noise::of_event(&event, &frames));
    let right = match check {
        "title" => {
            let mut rest = title.as_str();
            wanted.split('*').all(|part| match rest.find(part) {
                Some(at) => {
                    rest = &rest[at + part.len()..];
                    true
                }
                None => false,
            })
        }
        "inapp" => own == wanted,
        "noise" => noise.is_some(),
        "nonoise+inapp" => noise.is_none() && !own.contains('0'),
        other => panic!("no such check: {other}"),
    };
    (!right).then(|| format!("{title} {own} {noise:?}"))
}

#[test]
fn every_case_is_right() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let (mut count, mut all) = (0, Vec::new());
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let case: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        count += 1;
        if let Some(wrong) = wrong(&case) {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            all.push(format!("{name} ({}): {wrong}", case["check"].as_str().unwrap()));
        }
    }
    all.sort();
    assert!(count > 70, "{count}");
    assert!(all.is_empty(), "{} of {count} are wrong:\n{}", all.len(), all.join("\n"));
}
