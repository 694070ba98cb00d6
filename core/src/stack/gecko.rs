//! Gecko's frames (Firefox): `function@place`, with `async*`, `setTimeout handler*` and the
//! like before a function that waited, and `url line 1 > eval:1:2` for code without a file.
//!
//! `outer/inner/<` is how Firefox names an anonymous function after where it stands; such a
//! name is kept here, and made one with other engines' in `group`.

use super::{call::ParsedCall, find, legacy, location};

/// Reads one line.
pub(super) fn call(line: &str) -> Option<ParsedCall> {
    let line = find::trim(line);
    if location::begins(line) && find::after(line, "./").is_none() {
        return None; // a place alone, as WebKit writes it
    }
    let (name, place) = location::split_at_sign(line)?;
    if find::after(name, "async ").is_some() {
        return None; // how WebKit says that a function waits
    }
    let (waits, name) = match find::split_last(name, "*") {
        Some((_, name)) => (true, name),
        None => (false, name),
    };
    let (script, rest) = find::split(place, " line ").unwrap_or((place, ""));
    // The module has no file: its place is where the script compiled it.
    let is_wasm = find::holds(rest, "> WebAssembly.");
    let place = if !is_wasm && find::holds(rest, " > ") {
        let (digits, _) = find::split(rest, " ")?;
        let line = find::number(digits, 10).filter(|line| *line > 0);
        location::FrameLocation { file: Some(script), line, ..Default::default() }
    } else {
        // Without a line it is WebKit's.
        location::read(place).filter(|place| is_wasm || place.line.or(place.column).is_some())?
    };
    // Before Firefox 14 a name has its arguments behind it, and a place no column.
    let name = if place.column.is_none() && find::before(name, ")").is_some() {
        find::split(name, "(").map_or(name, |(name, _arguments)| name)
    } else {
        name
    };
    ParsedCall::new(legacy::function(name), place, waits)
}
