//! JavaScriptCore's frames (Safari 6 to today, every browser on iOS, Bun's own):
//! `function@place`, a place alone, and places without a line such as `[native code]`.

use super::{call::ParsedCall, find, legacy, location};

/// How the name of a script ends that an app loads by its name alone.
const BUNDLES: [&str; 3] = [".bundle", ".jsbundle", ".js"];

/// Reads one line.
pub(super) fn call(line: &str) -> Option<ParsedCall> {
    let line = find::trim(line);
    if line.is_empty() {
        return None;
    }
    if let Some(place) = location::read(line).filter(is_alone) {
        return ParsedCall::new(None, place, false);
    }
    let (name, place) = location::split_at_sign(line)?;
    let (waits, name) = location::waits(name);
    // `eval code@` and functions made by `eval` have no place.
    let place = if place.is_empty() { location::FrameLocation::default() } else { location::read(place)? };
    ParsedCall::new(wasm_function(name).or(legacy::function(name)), place, waits)
}

/// Whether a place may stand without a function: words of a message may not.
fn is_alone(place: &location::FrameLocation<'_>) -> bool {
    let is_bundle =
        |file: &str| place.column.is_some() && BUNDLES.iter().any(|end| find::before(file, end).is_some());
    place.file.is_some_and(|file| location::begins(file) || is_bundle(file) && !find::holds(file, "@"))
}

/// Of `<?>.wasm-function[name]` and `module.wasm-function[12]` the name, or what stands for it.
fn wasm_function(name: &str) -> Option<&str> {
    let function = name.get(find::find(name, "wasm-function[")?..)?;
    let inner = find::before(find::after(function, "wasm-function[")?, "]")?;
    let is_index = inner.bytes().all(|b| b.is_ascii_digit());
    Some(if is_index { function } else { inner })
}
