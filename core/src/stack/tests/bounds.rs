//! Whatever the text: no panic, a bounded answer, and no more time than the text is long.

use alloc::{format, string::String, vec::Vec};

use proptest::{collection::vec, prelude::*, sample::select};

use crate::stack::{Frame, MAX_FRAMES, MAX_LINE_BYTES, calls, parse, parse_event};
use crate::wire::limits::STACK_BYTES;

/// Pieces that stacks are made of, to be put together in ways no engine does.
const PIECES: &[&str] = &[
    "at ",
    "    at ",
    "async ",
    "new ",
    "async*",
    "eval at ",
    "eval (",
    " (",
    "(",
    ")",
    "@",
    "@@",
    ":",
    ":1",
    ":1:2",
    ":99999999999",
    "\n",
    "\r\n",
    " ",
    "<anonymous>",
    "[native code]",
    "[as x]",
    " [as ",
    " line ",
    " > eval",
    ":wasm-function[",
    "]:0x",
    "ff",
    "https://a.example/x.js",
    "C:\\x\\",
    "data:,",
    "é",
    "\u{1f426}",
    "Error: ",
    "Error",
    "(address at ",
    "wasm-function[3]",
    "([arguments not available])",
    "/<",
    "index ",
    "\0",
];

fn soup() -> impl Strategy<Value = String> {
    vec(select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

fn text_of(frame: &Frame) -> usize {
    frame.function.as_deref().map_or(0, str::len) + frame.file.as_deref().map_or(0, str::len)
}

fn is_bounded(stack: &str, frames: &[Frame]) {
    assert!(frames.len() <= MAX_FRAMES);
    assert!(frames.iter().map(text_of).sum::<usize>() <= stack.len());
    for frame in frames {
        let texts = [&frame.function, &frame.file];
        assert!(texts.into_iter().flatten().all(|text| !text.is_empty() && stack.contains(text.as_str())));
        assert!(frame.line != Some(0) && frame.column != Some(0));
    }
}

proptest! {
    #[test]
    fn any_text_gives_bounded_frames(stack in "(?s).{0,400}", message in "(?s).{0,20}") {
        is_bounded(&stack, &parse(&stack));
        is_bounded(&stack, &parse_event(&stack, Some("Error"), &message));
    }

    #[test]
    fn any_soup_of_frames_gives_bounded_frames(stack in soup(), message in soup()) {
        let frames = parse_event(&stack, Some("Error"), &message);
        is_bounded(&stack, &frames);
        prop_assert!(calls(&stack, Some("Error"), &message) <= frames.len());
        let whole = format!("Error: {message}\n{stack}");
        is_bounded(&whole, &parse_event(&whole, Some("Error"), &message));
    }
}

/// Each of these repeated to 1 MB as one line, and to the longest stack as many: a parser that goes back over a
/// text for every character of it would not end within the hour.
#[test]
fn a_megabyte_of_anything_is_read_at_once() {
    const MEGABYTE: usize = 1 << 20;
    for piece in PIECES.iter().copied().chain([
        "at f (",
        "at f (eval at g (",
        "a@b@",
        "f@/x:1:2 line 1 > ",
        "Error: at ",
    ]) {
        let line = piece.repeat(MEGABYTE / piece.len());
        is_bounded(&line, &parse(&line));
        is_bounded(&line, &parse_event(&line, Some("Error"), &line));
        let longest = piece.repeat(MAX_LINE_BYTES / piece.len());
        let lines = format!("{longest}\n    at {longest}\n").repeat(STACK_BYTES / MAX_LINE_BYTES / 2);
        is_bounded(&lines, &parse(&lines));
    }
}

#[test]
fn the_innermost_frames_are_kept_and_long_lines_skipped() {
    let frame = |index: usize| format!("    at f{index} (https://a.example/x.js:1:{index})\n");
    let stack: String = (1..100).map(frame).collect();
    let functions: Vec<_> = parse(&stack).into_iter().filter_map(|frame| frame.function).collect();
    assert_eq!(functions.len(), MAX_FRAMES);
    assert_eq!(functions.first().map(String::as_str), Some("f1"));

    let long = format!("    at g (https://a.example/{}.js:1:2)\n", "x".repeat(MAX_LINE_BYTES));
    assert_eq!(parse(&format!("{}{long}{}", frame(1), frame(2))).len(), 2);
}
