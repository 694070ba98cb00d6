//! Reads the stack an engine wrote into frames, innermost first.
//!
//! No specification says how a stack looks (`Error.prototype.stack` is each engine's own),
//! so there is one line parser an engine, and the fixtures of real browsers are the
//! reference. A line that no parser knows is skipped. Parsing never fails, and every text
//! in a frame is a piece of the stack it was read from.

mod chromium;
mod gecko;
mod header;
mod in_app;
mod legacy;
mod location;
mod webkit;

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use location::Place;

/// The most frames that are read of one stack: the contract's number, and four times what
/// V8 writes. Of an endless recursion the innermost are as good as all.
pub const MAX_FRAMES: usize = 40;
/// The longest line in bytes that is read as a frame: room for a URL of 2,000 characters
/// inside an `eval` of another. What is longer is data that stands in a message or a URL.
pub const MAX_LINE_BYTES: usize = 4096;

/// One call on the stack; what an engine did not tell is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Frame {
    /// The function's name.
    pub function: Option<String>,
    /// The script's URL or path.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The column, from 1; of WebAssembly the byte's offset in its module.
    pub column: Option<u32>,
    /// Whether it is the site's own code.
    pub in_app: bool,
}

/// The frames of a stack, innermost first.
pub fn parse(stack: &str) -> Vec<Frame> {
    parse_event(stack, None, "")
}

/// The frames of a stack whose error is known. V8's stack begins with the error's name and
/// message, and a message may hold lines that look like frames: only who knows it can cut it.
pub fn parse_event(stack: &str, name: Option<&str>, message: &str) -> Vec<Frame> {
    read(stack, name, message).into_iter().map(|call| call.frame).collect()
}

/// How many of `parse_event`'s frames are calls, counted from the innermost. Behind them
/// stand functions that wait for these (`async`), which not every engine remembers.
pub fn calls(stack: &str, name: Option<&str>, message: &str) -> usize {
    read(stack, name, message).iter().take_while(|call| !call.waits).count()
}

/// A line of a stack: its frame, and whether it only waits for the one before it.
struct Call {
    frame: Frame,
    waits: bool,
}

impl Call {
    /// A call, where the engine told anything about it.
    fn new(function: Option<&str>, place: Place<'_>, waits: bool) -> Option<Self> {
        let text = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(ToOwned::to_owned);
        let (function, file) = (text(function.or(place.wasm_function)), text(place.file));
        if function.is_none() && file.is_none() && place.line.is_none() {
            return None;
        }
        let in_app = file.as_deref().is_some_and(in_app::is_in_app);
        Some(Self { frame: Frame { function, file, line: place.line, column: place.column, in_app }, waits })
    }
}

fn read(stack: &str, name: Option<&str>, message: &str) -> Vec<Call> {
    let stack = header::cut(stack, name, message);
    let lines = || stack.lines().filter(|line| line.len() <= MAX_LINE_BYTES);
    // V8 indents its frames; a message's own line that begins with "at" mostly stands at
    // the margin, where it is only believed when nothing else is there.
    let indented = |line: &&str| line.starts_with([' ', '\t']);
    let found = take(lines().filter(indented).filter_map(chromium::call));
    if !found.is_empty() {
        return found;
    }
    let found = take(lines().filter_map(chromium::call));
    if !found.is_empty() {
        return found;
    }
    let from = usize::from(lines().next().is_some_and(header::is_header));
    let any = |line| legacy::call(line).or_else(|| gecko::call(line)).or_else(|| webkit::call(line));
    take(lines().skip(from).filter_map(any))
}

fn take(calls: impl Iterator<Item = Call>) -> Vec<Call> {
    calls.take(MAX_FRAMES).collect()
}

#[cfg(test)]
mod tests;
