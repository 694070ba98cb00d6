//! Writes the frames that an SDK parsed as a stack: one a line, innermost first. Those of scripts are
//! written as V8 writes them, so that source maps and every rule apply to them as to our own client's;
//! those of other languages by `stack::sdk`, which says whose code a frame is.
//!
//! Variables, registers and addresses in memory are never read.

use alloc::{string::String, vec::Vec};
use core::fmt::Write;

use serde_json::Value;

use super::{fields, language::Language, limits};
use crate::{stack, wire::limits::STACK_BYTES};

/// One frame of a stack.
pub(super) struct SdkFrame<'a> {
    pub(super) function: Option<String>,
    pub(super) file: Option<String>,
    pub(super) line: Option<u32>,
    pub(super) column: Option<u32>,
    pub(super) is_own: bool,
    /// The frame as it came, for its source lines.
    pub(super) sent: &'a Value,
}

/// The frames of an exception or a thread, innermost first.
pub(super) fn of<'a>(holder: &'a Value, language: Language, most: usize) -> Vec<SdkFrame<'a>> {
    let stack = holder.get("stacktrace").unwrap_or(&Value::Null);
    let Some(sent) = stack.get("frames").and_then(Value::as_array) else { return Vec::new() };
    let sent = sent.iter().rev().filter(|frame| frame.is_object());
    let is_panic = |frame: &Value| language.is_panic(fields::text(frame, "function").unwrap_or_default());
    let panic = sent.clone().take(limits::PANIC_FRAMES).filter(|frame| is_panic(frame)).count();
    let mut passed = 0;
    let sent = sent.skip_while(|frame| {
        passed += usize::from(is_panic(frame));
        panic > 0 && (passed < panic || is_panic(frame))
    });
    let sent = sent.take(most);
    let mut told_own = false;
    let mut frames: Vec<(SdkFrame<'a>, bool)> = Vec::new();
    for frame in sent {
        let text = |name| fields::text(frame, name).unwrap_or_default();
        let (function, module) = (text("function"), text("module"));
        let (filename, path) = (text("filename"), text("abs_path"));
        let longer = if path.is_empty() { filename } else { path };
        let is_library = language.is_library(longer, module, function);
        let told = frame.get("in_app").and_then(Value::as_bool);
        told_own |= told == Some(true) && !is_library;
        let file = match language {
            Language::Script => Some(String::from(if filename.is_empty() { path } else { filename })),
            _ => language.file(filename, path, module, text("project_root")),
        };
        let clip = |text: String| fields::clip(&text, limits::FRAME_CHARS);
        let one = SdkFrame {
            function: language.function(function, module).and_then(clip),
            file: file.and_then(clip).filter(|file| file != "<unknown>"),
            line: fields::position(frame, "lineno"),
            column: fields::position(frame, "colno"),
            is_own: !is_library && told != Some(false),
            sent: frame,
        };
        frames.push((one, is_library));
    }
    // Where an SDK knows no frame as the site's own, it was not told where the site's code is.
    for (frame, is_library) in &mut frames {
        frame.is_own = if told_own { frame.is_own } else { !*is_library && language != Language::Script };
        if language == Language::Script {
            let file = frame.file.as_deref().unwrap_or_default();
            frame.is_own = !file.is_empty() && stack::is_own(frame.function.as_deref(), file);
        }
    }
    frames.into_iter().map(|(frame, _)| frame).collect()
}

/// The frames as text, within the limit of a stack.
pub(super) fn write(frames: &[SdkFrame<'_>], language: Language) -> Option<String> {
    let mut out = String::new();
    for frame in frames {
        let mut line = String::new();
        if language == Language::Script {
            script(frame, &mut line)
        } else {
            stack::write_sdk_frame(&frame.parts(), &mut line)
        };
        if line.is_empty() {
            continue;
        }
        if out.len().saturating_add(line.len()) >= STACK_BYTES {
            break;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&line);
    }
    (!out.is_empty()).then_some(out)
}

impl SdkFrame<'_> {
    fn parts(&self) -> stack::Frame {
        stack::Frame {
            function: self.function.clone(),
            file: self.file.clone(),
            line: self.line,
            column: self.column,
            in_app: self.is_own,
        }
    }
}

/// `    at function (file:line:column)`, as V8 has it.
fn script(frame: &SdkFrame<'_>, out: &mut String) {
    let file = frame.file.as_deref().filter(|_| frame.line.is_some());
    let mut place = String::from(file.unwrap_or("<anonymous>"));
    if let Some(line) = frame.line.filter(|_| file.is_some()) {
        // Writing to a text does not fail.
        let _ = write!(place, ":{line}");
        if let Some(column) = frame.column {
            let _ = write!(place, ":{column}");
        }
    }
    let _ = match frame.function.as_deref() {
        Some(function) => write!(out, "    at {function} ({place})"),
        None if file.is_some() => write!(out, "    at {place}"),
        None => Ok(()),
    };
}
