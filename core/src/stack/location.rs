//! Where a frame stands: `url:line:column`, `url:wasm-function[index]:0xoffset`, or one of
//! the engines' words for nowhere.

/// A frame's place as an engine wrote it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Place<'a> {
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

/// Places that are words, which may follow an `@`.
const WORDS: &[&str] = &["[native code]", "[wasm code]", "address at ", "debugger eval code"];

/// The longest scheme that is looked for: `safari-web-extension` has 20 letters.
const MAX_SCHEME_BYTES: usize = 32;

/// Reads a place; `None` where the text is none.
pub(super) fn read(text: &str) -> Option<Place<'_>> {
    let text = text.trim();
    // Hermes says so of bytecode: `address at index.android.bundle:1:2`.
    let text = text.strip_prefix("address at ").unwrap_or(text);
    if NOWHERE.contains(&text) || text.starts_with("index ") {
        return Some(Place::default());
    }
    if let Some((module, function)) = text.split_once(":wasm-function[") {
        let (index, offset) = function.split_once(']')?;
        let column = offset.strip_prefix(":0x").and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let end = text.len() - function.len() + index.len() + 1;
        let wasm_function = text.get(module.len() + 1..end);
        return Some(Place { file: Some(module), line: None, column, wasm_function });
    }
    let Some((rest, last)) = number_off(text) else {
        let is_file = begins(text) || text == "[wasm code]";
        return is_file.then_some(Place { file: Some(text), ..Place::default() });
    };
    let (file, line, column) = match number_off(rest) {
        Some((file, line)) => (file, line, last),
        None => (rest, last, 0),
    };
    if file.contains([' ', '\t']) && !begins(file) && !NOWHERE.contains(&file) {
        return None; // a sentence that happens to end in numbers
    }
    let file = Some(file).filter(|file| !file.is_empty() && !NOWHERE.contains(file));
    let known = |number: u32| Some(number).filter(|number| *number > 0);
    Some(Place { file, line: known(line), column: known(column), wasm_function: None })
}

/// Takes `:number` off the end.
fn number_off(text: &str) -> Option<(&str, u32)> {
    let (rest, digits) = text.rsplit_once(':')?;
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    // A number beyond 32 bits is no line of any file, yet it is no part of its name.
    is_number.then(|| (rest, digits.parse().unwrap_or(0)))
}

/// Whether the text begins as a URL or a path does.
pub(super) fn begins(text: &str) -> bool {
    text.starts_with(['/', '\\']) || text.starts_with("./") || text.starts_with("../") || has_scheme(text)
}

fn has_scheme(text: &str) -> bool {
    let is_scheme = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    let length = text.bytes().take(MAX_SCHEME_BYTES).take_while(|b| is_scheme(*b)).count();
    let Some((scheme, rest)) = text.split_at_checked(length) else { return false };
    let Some(rest) = rest.strip_prefix(':') else { return false };
    match length {
        0 => false,
        1 => rest.starts_with(['\\', '/']), // a drive: `C:\`
        _ => rest.starts_with('/') || OPAQUE_SCHEMES.contains(&scheme),
    }
}

/// Splits `function@place`. Both sides may hold an `@` of their own (a webpack module's
/// name, a package's version in a URL), so the one is taken that a URL or path follows.
pub(super) fn split_at_sign(line: &str) -> Option<(&str, &str)> {
    let split = |(at, _): (usize, &str)| Some((line.get(..at)?, line.get(at + 1..)?));
    let mut splits = line.match_indices('@').filter_map(split);
    let is_place = |place: &str| begins(place) || WORDS.iter().any(|word| place.starts_with(word));
    splits
        .find(|(_, place)| is_place(place))
        .or_else(|| line.rsplit_once('@').filter(|(_, place)| !place.contains([' ', '\t'])))
}
