//! Where a frame stands: `url:line:column`, `url:wasm-function[index]:0xoffset`, or one of
//! the engines' words for nowhere.

use super::find;
use crate::steps;

/// A frame's place as an engine wrote it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct FrameLocation<'a> {
    pub(super) file: Option<&'a str>,
    pub(super) line: Option<u32>,
    pub(super) column: Option<u32>,
    /// `wasm-function[12]`, which names a function that has no name.
    pub(super) wasm_function: Option<&'a str>,
}

/// What engines write in place of a script: their own code, or code without a file.
const NOWHERE: &[&str] = &[
    "<anonymous>",
    "[native code]",
    "native code",
    "native",
    "unknown source",
    "unknown",
    "unknown location",
    "eval code",
    "debugger eval code",
];

/// Schemes whose URLs have no slash after the colon.
const OPAQUE_SCHEMES: &[&str] = &[
    "about",
    "blob",
    "bun",
    "data",
    "ext",
    "javascript",
    "native",
    "node",
    "self-hosted",
    "user-script",
    "wasm",
];

/// How a path begins that is relative.
const RELATIVE: &[&str] = &["./", "../"];

/// Places that are words, which may follow an `@`.
const WORDS: &[&str] = &["[native code]", "[wasm code]", "address at ", "debugger eval code"];

/// The longest scheme that is looked for: `safari-web-extension` has 20 letters.
const MAX_SCHEME_BYTES: usize = 32;

/// Reads a place; `None` where the text is none.
pub(super) fn read(text: &str) -> Option<FrameLocation<'_>> {
    let text = find::trim(text);
    // Hermes says so of bytecode: `address at index.android.bundle:1:2`.
    let text = find::after(text, "address at ").unwrap_or(text);
    if is_nowhere(text) || find::after(text, "index ").is_some() {
        return Some(FrameLocation::default());
    }
    if let Some((module, function)) = find::split(text, ":wasm-function[") {
        let (index, offset) = find::split(function, "]")?;
        let column = find::after(offset, ":0x").and_then(|digits| find::number(digits, 16));
        let end = text.len() - function.len() + index.len() + 1;
        let wasm_function = text.get(module.len() + 1..end);
        return Some(FrameLocation { file: Some(module), line: None, column, wasm_function });
    }
    let Some((rest, last)) = number_off(text) else {
        let is_file = begins(text) || text == "[wasm code]";
        return is_file.then_some(FrameLocation { file: Some(text), ..FrameLocation::default() });
    };
    let (file, line, column) = match number_off(rest) {
        Some((file, line)) => (file, line, last),
        None => (rest, last, 0),
    };
    if find::holds_space(file) && !begins(file) && !is_nowhere(file) {
        return None; // a sentence that happens to end in numbers
    }
    let file = Some(file).filter(|file| !file.is_empty() && !is_nowhere(file));
    let known = |number: u32| Some(number).filter(|number| *number > 0);
    Some(FrameLocation { file, line: known(line), column: known(column), wasm_function: None })
}

fn is_nowhere(text: &str) -> bool {
    find::is_one_of(text, NOWHERE)
}

/// Takes `:number` off the end.
pub(super) fn number_off(text: &str) -> Option<(&str, u32)> {
    let (rest, digits) = find::split_last(text, ":")?;
    steps::count(digits.len());
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    // A number beyond 32 bits is no line of any file, yet it is no part of its name.
    is_number.then(|| (rest, find::number(digits, 10).unwrap_or(0)))
}

/// Whether the text begins as a URL or a path does.
pub(super) fn begins(text: &str) -> bool {
    let is_scheme = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    steps::count(MAX_SCHEME_BYTES);
    let byte = |at: usize| text.as_bytes().get(at).copied().unwrap_or(0);
    let is_slash = |at: usize| matches!(byte(at), b'/' | b'\\');
    if is_slash(0) || find::begins_as_one_of(text, RELATIVE) {
        return true;
    }
    let length = (0..MAX_SCHEME_BYTES).take_while(|at| is_scheme(byte(*at))).count();
    if length == 0 || byte(length) != b':' {
        return false;
    }
    // After one letter it is a drive: `C:\`.
    byte(length + 1) == b'/'
        || if length == 1 { is_slash(2) } else { text.get(..length).is_some_and(is_opaque_scheme) }
}

fn is_opaque_scheme(scheme: &str) -> bool {
    find::is_one_of(scheme, OPAQUE_SCHEMES)
}

/// Splits `function@place`. Both sides may hold an `@` of their own (a webpack module's
/// name, a package's version in a URL), so the one is taken that a URL or path follows.
pub(super) fn split_at_sign(line: &str) -> Option<(&str, &str)> {
    let mut tried = 0;
    while let Some(next) = line.get(tried..).and_then(|rest| find::find(rest, "@")) {
        let (name, place) = find::around(line, tried + next, 1)?;
        if begins(place) || find::begins_as_one_of(place, WORDS) {
            return Some((name, place));
        }
        tried += next + 1;
    }
    find::split_last(line, "@").filter(|(_, place)| !find::holds_space(place))
}

/// Takes off the `async` of a function that waits, and says whether it was there.
pub(super) fn waits(text: &str) -> (bool, &str) {
    match find::after(text, "async ") {
        Some(rest) => (true, rest),
        None => (false, text),
    }
}
