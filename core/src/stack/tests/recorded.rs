//! Stacks recorded from real browsers (`tests/fixtures`): every line of them is read.

use alloc::{string::String, vec::Vec};

use serde::Deserialize;

use crate::stack::parse_event;

#[derive(Deserialize)]
struct RecordedStack {
    id: String,
    name: Option<String>,
    message: String,
    stack: Option<String>,
}

/// Lines that tell nothing: code without a name and without a file.
const EMPTY: &[&str] = &["eval code@", "anonymous@", "@[native code]", "anonymous@[native code]"];

fn every_line_is_a_frame(fixture: &str) {
    let cases: Vec<RecordedStack> = serde_json::from_str(fixture).unwrap();
    assert!(cases.len() > 50);
    for RecordedStack { id, name, message, stack } in cases {
        let stack = stack.unwrap_or_default();
        let header = stack.lines().count() - stack.lines().rev().take_while(|line| is_frame(line)).count();
        let expected = stack.lines().skip(header).filter(|line| !EMPTY.contains(line)).count();
        // The one message with a line like a frame has it directly before the first.
        let expected = expected - usize::from(id == "multi" && stack.starts_with("Error:"));
        let frames = parse_event(&stack, name.as_deref(), &message);
        assert_eq!(frames.len(), expected, "{id}\n{stack}");
        for frame in frames.iter().filter(|frame| frame.line.is_some()) {
            assert!(frame.file.as_deref().is_some_and(|file| file.contains(':')), "{id}: {frame:?}");
            assert!(frame.in_app, "{id}: {frame:?}");
        }
    }
}

fn is_frame(line: &str) -> bool {
    line.starts_with("    at ") || line.contains('@')
}

macro_rules! recorded {
    ($($name:ident: $file:literal;)*) => {$(
        #[test]
        fn $name() {
            every_line_is_a_frame(include_str!(concat!("../../../tests/fixtures/", $file, ".json")));
        }
    )*};
}
recorded! {
    chromium_156_module: "chromium-156-module";
    chromium_156_minified: "chromium-156-minified";
    firefox_153_module: "firefox-153-module";
    firefox_153_minified: "firefox-153-minified";
    webkitgtk_2_50_module: "webkitgtk-2.50-module";
    webkitgtk_2_50_minified: "webkitgtk-2.50-minified";
}
