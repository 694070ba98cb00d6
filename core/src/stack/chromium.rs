//! V8's frames (Chromium, Node, Deno) and those written like them (Hermes, Bun, old Edge):
//! `    at function (place)` or `    at place`.
//!
//! The nearest thing to a reference is v8.dev/docs/stack-trace-api.

use super::{call::ParsedCall, find, legacy, location, webkit};
use crate::steps;

/// How many `eval`s inside each other are followed to the script that began them.
const MAX_EVALS: usize = 8;

/// Reads one line.
pub(super) fn call(line: &str) -> Option<ParsedCall> {
    let text = find::trim(find::after(find::trim(line), "at ")?);
    if find::holds(text, "extension:(//") {
        return webkit::call(find::before(text, ")")?); // Safari's extensions write V8's way
    }
    let (waits, text) = location::waits(text);
    let (name, place) = split(text).unwrap_or(("", text));
    let (waits_there, place) = location::waits(place);
    let (is_eval, place) = script_of_eval(place);
    let place = location::read(place)?;
    if place.file.is_some() && place.line.is_none() && place.wasm_function.is_none() {
        return None; // V8 never leaves the line out: this is a sentence with a URL
    }
    let name = function(name).filter(|name| !(is_eval && *name == "eval"));
    ParsedCall::new(name, place, waits || waits_there)
}

/// Splits `function (place)` at the parenthesis that the last one closes: a URL may hold
/// some of its own, as the routes of Next.js do.
fn split(text: &str) -> Option<(&str, &str)> {
    let inside = find::before(text, ")")?;
    steps::count(inside.len());
    let mut open = 1_usize;
    let balanced = inside.bytes().rposition(|b| {
        match b {
            b')' => open += 1,
            b'(' => open = open.saturating_sub(1),
            _ => {}
        }
        open == 0
    });
    let at = balanced.or_else(|| find::find(inside, " (").map(|space| space + 1))?;
    let (name, place) = find::around(inside, at, 1)?;
    Some((find::trim(name), place))
}

/// Code made by `eval` has no file: its place is where the script called `eval`.
/// `eval at f (url:1:2), <anonymous>:1:1` becomes `url:1:2`.
fn script_of_eval(mut place: &str) -> (bool, &str) {
    let mut is_eval = false;
    for _ in 0..MAX_EVALS {
        let Some(origin) = find::after(place, "eval at ") else { break };
        // Old versions leave out where the inner one was.
        let whole = find::before(origin, ")").unwrap_or(origin);
        let origin = find::split_last(origin, "), ").map_or(whole, |(origin, _)| origin);
        let Some((_, outer)) = find::split(origin, " (") else { break };
        is_eval = true;
        place = outer;
    }
    (is_eval, place)
}

/// The function's name without V8's decorations; `None` for an anonymous one.
fn function(name: &str) -> Option<&str> {
    let name = find::after(name, "new ").unwrap_or(name);
    let name = find::split_last(name, " [as ").map_or(name, |(name, _)| name);
    // `Object.<anonymous>` names what it was called on, not the function.
    let nameless = find::before(name, "<anonymous>").or_else(|| find::before(name, "(anonymous function)"));
    let anonymous = name.is_empty() || nameless.is_some_and(|of| of.is_empty() || of.ends_with('.'));
    if anonymous { None } else { legacy::function(name) }
}
