//! The corpus that the score is taken of: the stacks of four engines for one failing shop
//! (`tests/stacks`), the truth about each line, and the wordings of errors.

use std::fs;

use anyhow::{Context, Result};
use corncrake_core::{
    event::{Event, EventType},
    group, scrub, stack,
};
use serde_json::Value;

use crate::tools::paths;

/// The engines' files.
const FILES: [&str; 4] = ["chromium", "firefox", "webkit", "node"];

/// One error of one build, as one engine reported it.
pub(super) struct RecordedError {
    /// The engine and its version.
    pub(super) engine: String,
    /// `plain-a`, `minified-b` and so on.
    pub(super) build: String,
    /// The name of the failure.
    pub(super) id: String,
    name: Option<String>,
    message: String,
    stack: Option<String>,
    pub(super) truth: Vec<TrueFrame>,
    /// The frames of the source, where the build's source map has them.
    source: Vec<Option<TrueFrame>>,
}

/// The true frame of a line of a stack; a part that nobody can know is empty.
pub(super) struct TrueFrame {
    pub(super) function: String,
    pub(super) file: String,
    pub(super) line: String,
    pub(super) column: String,
}

impl RecordedError {
    /// A stack that somebody published.
    pub(super) fn published(id: &str, stack: String, truth: Vec<TrueFrame>) -> Self {
        let engine = "published samples".to_owned();
        let build = String::new();
        let (name, message, source) = (None, String::new(), Vec::new());
        Self { engine, build, id: id.to_owned(), name, message, stack: Some(stack), truth, source }
    }

    /// The error as an event of a page.
    pub(super) fn event(&self) -> Event {
        Event {
            kind: EventType::UNHANDLED_ERROR,
            name: self.name.clone(),
            message: self.message.clone(),
            stack: self.stack.clone(),
            ..Event::default()
        }
    }

    /// The parts that it is grouped by, from the frames that its source map gives.
    pub(super) fn mapped_parts(&self) -> Vec<String> {
        let mut frames = self.frames();
        for (frame, source) in frames.iter_mut().zip(&self.source) {
            if let Some(source) = source {
                let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
                frame.function = some(source.function.trim_start_matches('?'));
                frame.file = some(&source.file);
                frame.line = source.line.parse().ok();
                frame.column = source.column.parse().ok();
            }
        }
        let mut event = self.event();
        scrub::event(&mut event);
        group::fingerprint(&event, &frames).parts
    }

    /// The frames that the parser reads.
    pub(super) fn frames(&self) -> Vec<stack::Frame> {
        stack::parse_event(self.stack(), self.name.as_deref(), &self.message)
    }

    /// The stack as the engine wrote it.
    pub(super) fn stack(&self) -> &str {
        self.stack.as_deref().unwrap_or_default()
    }

    pub(super) fn is_minified(&self) -> bool {
        self.build.starts_with("minified")
    }
}

/// The parts that an event is grouped by, scrubbed as the collector does before.
pub(super) fn parts(mut event: Event) -> Vec<String> {
    scrub::event(&mut event);
    let stack = event.stack.as_deref().unwrap_or_default();
    let frames = stack::parse_event(stack, event.name.as_deref(), &event.message);
    group::fingerprint(&event, &frames).parts
}

/// A file of the corpus or of the fixtures.
pub(super) fn read(file: &str) -> Result<Value> {
    let path = paths::root().join("core/tests").join(file);
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    Ok(serde_json::from_str(&text)?)
}

/// All that is on record.
pub(super) fn all() -> Result<Vec<RecordedError>> {
    let mut all = Vec::new();
    for file in FILES {
        let corpus = read(&format!("corpus/{file}.json"))?;
        let engine = text(&corpus["engine"]);
        for case in corpus["cases"].as_array().context("no cases")? {
            all.push(RecordedError {
                engine: engine.clone(),
                build: text(&case["build"]),
                id: text(&case["id"]),
                name: case["name"].as_str().map(str::to_owned),
                message: text(&case["message"]),
                stack: case["stack"].as_str().map(str::to_owned),
                truth: case["truth"]
                    .as_array()
                    .context("no truth")?
                    .iter()
                    .map(|line| truth(&text(line)))
                    .collect(),
                source: case["source"].as_array().context("no source")?.iter().map(source).collect(),
            });
        }
    }
    Ok(all)
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Reads `function | file | line | column`, or nothing.
fn source(line: &Value) -> Option<TrueFrame> {
    line.as_str().map(|line| truth(&format!("{line} | -")))
}

/// Reads `function | file | line | column | place`.
pub(super) fn truth(line: &str) -> TrueFrame {
    let mut parts = line.rsplit(" | ");
    let mut part = || Some(parts.next().unwrap_or_default()).filter(|part| *part != "-").unwrap_or_default();
    let (_place, column, line, file) = (part(), part(), part(), part());
    let function = part().to_owned();
    TrueFrame { function, file: file.to_owned(), line: line.to_owned(), column: column.to_owned() }
}
