//! Reads the stack an engine wrote into frames, innermost first.
//!
//! No specification says how a stack looks (`Error.prototype.stack` is each engine's own),
//! so there is one line parser an engine, and the fixtures of real browsers are the
//! reference. A line that no parser knows is skipped. Parsing never fails, and every text
//! in a frame is a piece of the stack it was read from.

mod call;
mod chromium;
mod find;
mod frame;
mod gecko;
mod header;
mod in_app;
mod legacy;
mod location;
mod runtime;
mod sdk;
pub(crate) mod symbol;
mod vendor;
mod webkit;

use alloc::vec::Vec;

pub use frame::Frame;
pub use in_app::{extension, is_in_app, is_observer, is_own, of_page};
pub use sdk::write_sdk_frame;

use call::ParsedCall;

use crate::steps;

/// The most frames that are read of one stack: the contract's number, and four times what
/// V8 writes. Of an endless recursion the innermost are as good as all.
pub const MAX_FRAMES: usize = 40;
/// The longest line in bytes that is read as a frame: room for a URL of 2,000 characters
/// inside an `eval` of another. What is longer is data that stands in a message or a URL.
pub const MAX_LINE_BYTES: usize = 4096;

/// The frames of a stack, innermost first.
pub fn parse(stack: &str) -> Vec<Frame> {
    parse_event(stack, None, "")
}

/// The frames of a stack whose error is known. V8's stack begins with the error's name and
/// message, and a message may hold lines that look like frames: only a caller that knows it can cut it.
pub fn parse_event(stack: &str, name: Option<&str>, message: &str) -> Vec<Frame> {
    read(stack, name, message).frames
}

/// How many of `parse_event`'s frames are calls, counted from the innermost. Behind them
/// stand functions that wait for these (`async`), which not every engine remembers.
pub fn calls(stack: &str, name: Option<&str>, message: &str) -> usize {
    read(stack, name, message).calls
}

/// A parser of one line.
type LineParser = fn(&str) -> Option<ParsedCall>;

/// The frames of a stack, and how many of them are calls.
#[derive(Default)]
struct ParsedStack {
    frames: Vec<Frame>,
    /// How many of them are calls.
    calls: usize,
}

fn read(stack: &str, name: Option<&str>, message: &str) -> ParsedStack {
    if sdk::is_one(stack) {
        let frames: Vec<Frame> = lines(stack).filter_map(sdk::frame).take(MAX_FRAMES).collect();
        return ParsedStack { calls: frames.len(), frames };
    }
    let stack = header::cut(stack, name, message);
    // V8 indents its frames; a message's own line that begins with "at" mostly stands at
    // the margin, where it is only believed when nothing else is there.
    let indented = |line: &str| if line.starts_with([' ', '\t']) { chromium::call(line) } else { None };
    let any = |line: &str| legacy::call(line).or_else(|| gecko::call(line)).or_else(|| webkit::call(line));
    let skipped = usize::from(lines(stack).next().is_some_and(header::is_header));
    let parsers: [(LineParser, usize); 3] = [(indented, 0), (chromium::call, 0), (any, skipped)];
    let mut found = parsers.into_iter().map(|(parser, skipped)| take(stack, parser, skipped));
    found.find(|found| !found.frames.is_empty()).unwrap_or_default()
}

fn lines(stack: &str) -> impl Iterator<Item = &str> {
    stack.lines().filter(|line| line.len() <= MAX_LINE_BYTES)
}

/// The frames of a stack as one parser reads them.
fn take(stack: &str, parser: LineParser, skipped: usize) -> ParsedStack {
    steps::count(stack.len());
    let mut found = ParsedStack::default();
    let mut waits = false;
    for call in lines(stack).skip(skipped).filter_map(parser).take(MAX_FRAMES) {
        waits |= call.waits;
        found.calls += usize::from(!waits);
        found.frames.push(call.frame);
    }
    found
}

#[cfg(test)]
mod tests;
