//! What is left of old engines: the names that Internet Explorer and old Edge (Chakra) give
//! to code without one, and Opera's frames before it took up V8 (Presto):
//! `function([arguments not available])@url:line`.

use super::{call::ParsedCall, find, location};

/// What engines call a function or a piece of code that has no name.
const NAMELESS: &[&str] = &[
    "anonymous",
    "Anonymous function",
    "<anonymous function>",
    "global code",
    "Global code",
    "module code",
    "eval code",
    "eval()",
];

/// What Presto writes after every function's name.
const PRESTO_ARGUMENTS: &str = "([arguments not available])";

/// The name, unless it is an engine's word for none.
pub(super) fn function(name: &str) -> Option<&str> {
    Some(name).filter(|name| !name.is_empty() && !find::is_one_of(name, NAMELESS))
}

/// Reads one line of Presto's.
pub(super) fn call(line: &str) -> Option<ParsedCall> {
    let (name, place) = location::split_at_sign(find::trim(line))?;
    let name = find::before(name, PRESTO_ARGUMENTS)?;
    // Presto tells what an anonymous function was assigned to.
    let assigned = find::after(name, "<anonymous function: ").and_then(|rest| find::before(rest, ">"));
    let mut name = assigned.unwrap_or(name);
    while let Some(shorter) = find::before(name, "<anonymous function>") {
        name = shorter;
    }
    ParsedCall::new(function(name), location::read(place)?, false)
}
