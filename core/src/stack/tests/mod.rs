//! Stacks as engines wrote them, and the frames they are.
//!
//! A golden table holds a raw stack and every frame of it, one a line:
//! `function | file | line:column | own`, with `-` for what is absent.

use alloc::{format, string::String, vec::Vec};

use super::*;

mod bounds;
mod chromium;
mod gecko;
mod header;
mod legacy;
mod recorded;
mod runtimes;
mod webkit;

fn render(frame: &Frame) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".into());
    let number = |number: Option<u32>| number.map_or("-".into(), |number| format!("{number}"));
    let whose = if frame.in_app { "own" } else { "foreign" };
    let (line, column) = (number(frame.line), number(frame.column));
    format!("{} | {} | {line}:{column} | {whose}", text(&frame.function), text(&frame.file))
}

/// Compares the frames of a stack with a golden table.
#[track_caller]
fn golden(stack: &str, expected: &[&str]) {
    let frames: Vec<String> = parse(stack).iter().map(render).collect();
    assert_eq!(frames, expected, "\n{stack}");
}
