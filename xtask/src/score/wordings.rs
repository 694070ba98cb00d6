//! How errors without a stack are grouped: the messages of three engines when the very same
//! code fails in 245 ways, name and message alone.

use std::fmt::Write;

use anyhow::{Context, Result};
use corncrake_core::event::{Event, EventType};
use serde_json::Value;

use super::{
    corpus::{self, parts, text},
    frames::percent,
};

/// The engines whose wordings are on record.
const ENGINES: [&str; 3] = ["chromium-156", "firefox-153", "webkitgtk-2.50"];

/// One failure, as each engine words it.
struct Wording {
    id: String,
    /// The parts that each engine's words are grouped by.
    parts: Vec<Vec<String>>,
}

fn wording(case: &Value) -> Wording {
    let of_engines = ENGINES.iter().map(|engine| {
        let (name, message) = (text(&case[*engine][0]), text(&case[*engine][1]));
        let event = Event {
            kind: EventType::UNHANDLED_ERROR,
            name: Some(name).filter(|name| !name.is_empty()),
            message,
            ..Event::default()
        };
        parts(event)
    });
    Wording { id: text(&case["id"]), parts: of_engines.collect() }
}

/// Reports how many are one issue in all engines, and lists the others.
pub(super) fn report() -> Result<String> {
    let all = corpus::read("fixtures/wordings.json")?;
    let wordings: Vec<Wording> = all.as_array().context("no wordings")?.iter().map(wording).collect();
    let (mut right, mut split, mut apart) = (0, 0, Vec::new());
    for wording in &wordings {
        for (at, one) in wording.parts.iter().enumerate() {
            for other in wording.parts.iter().skip(at + 1) {
                *(if one == other { &mut right } else { &mut split }) += 1;
            }
        }
        if wording.parts.iter().any(|parts| Some(parts) != wording.parts.first()) {
            apart.push(wording.id.as_str());
        }
    }
    let mut out = String::new();
    let _ = writeln!(
        out,
        "Wordings without stacks: {} of {} ways to fail are one issue in three engines, {} of their pairs.",
        wordings.len() - apart.len(),
        wordings.len(),
        percent(right, right + split)
    );
    let _ = writeln!(
        out,
        "Worded apart (`core/src/group/tests/recorded.rs` has the reasons): {}.",
        apart.join(", ")
    );
    Ok(out)
}
