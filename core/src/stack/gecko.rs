//! Gecko's frames (Firefox): `function@place`, with `async*`, `setTimeout handler*` and the
//! like before a function that waited, and `url line 1 > eval:1:2` for code without a file.
//!
//! `outer/inner/<` is how Firefox names an anonymous function after where it stands; such a
//! name is kept here, and made one with other engines' in `group`.

use super::{Call, legacy, location};

/// Reads one line.
pub(super) fn call(line: &str) -> Option<Call> {
    let (name, place) = match line.trim() {
        line if line.starts_with("./") || !location::begins(line) => location::split_at_sign(line)?,
        _ => return None, // a place alone, as WebKit writes it
    };
    if name.starts_with("async ") {
        return None; // how WebKit says that a function waits
    }
    let (waits, name) = match name.rsplit_once('*') {
        Some((_, name)) => (true, name),
        None => (false, name),
    };
    let place = match place.split_once(" line ") {
        // The module has no file: its place is where the script compiled it.
        Some((_, rest)) if rest.contains("> WebAssembly.") => location::read(place)?,
        Some((script, rest)) if rest.contains(" > ") => {
            let line = rest.split(' ').next().and_then(|digits| digits.parse().ok()).filter(|line| *line > 0);
            location::Place { file: Some(script), line, ..Default::default() }
        }
        // Without a line it is WebKit's.
        _ => location::read(place).filter(|place| place.line.or(place.column).is_some())?,
    };
    Call::new(legacy::function(name), place, waits)
}
