//! Makes engines' different wordings of one error one: its class, what it says, and whether
//! the place where it happened tells bugs apart.

use alloc::{borrow::ToOwned, string::String};

use super::{
    expression::last_name,
    function::is_minified,
    message, quote, template,
    wordings::{self, CLASS_SAYS_IT, Wording},
};
use crate::steps;

/// The most bytes of a message that are compared with wordings; the longest has 150.
const MAX_WORDING_BYTES: usize = 500;

/// What the table calls a full stack: engines give it different classes.
const STACK_IS_FULL: &str = "the stack is full";
/// What the table calls a request that did not get through.
const NETWORK: &str = "network failure";
/// What the table calls a part of the site that did not load: bundlers and engines give it
/// different classes.
const CHUNK_DID_NOT_LOAD: &str = "a chunk did not load";

/// Which calls of an error distinguish it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CallGrouping {
    /// In the innermost calls.
    Innermost,
    /// In a recursion, which has no innermost call.
    Cycle,
    /// Nowhere: the cause is a deploy or the network, wherever it strikes.
    Anywhere,
}

/// An error in the wording that all engines share.
#[derive(Debug, PartialEq)]
pub(super) struct NormalisedError {
    pub(super) class: Option<String>,
    pub(super) message: String,
    pub(super) place: CallGrouping,
    /// Whether the site or a library of it threw it, and no engine.
    pub(super) is_own: bool,
}

/// One wording for an error. Only what engines throw is compared with their wordings, so
/// that a site's own errors keep their own words.
pub(super) fn normalise(
    class: Option<&str>,
    text: &str,
    keep_hosts: bool,
    has_stack: bool,
) -> NormalisedError {
    // A class without a name of its own has the one that the minifier gave it.
    let class = class.map(|class| if is_minified(class) { "Error" } else { class });
    let line = message::first_line(text);
    let plain = if class.is_none_or(wordings::has) { without_operation(line) } else { line };
    steps::count(line.len() + plain.len());
    // Only once, and not for each of the wordings: a line may be dots for kilobytes.
    let compared = [line, plain].map(|line| line.trim_end_matches('.')).map(without_more);
    let known = wordings::of(class).find_map(|wording| {
        let message = compared.iter().flatten().find_map(|line| apply(&wording, line))?;
        Some((wording.says, message))
    });
    let known = match class {
        // Bundlers give it this class, whatever they say.
        Some("ChunkLoadError") => Some((CHUNK_DID_NOT_LOAD, CHUNK_DID_NOT_LOAD.to_owned())),
        _ => known,
    };
    let (says, message) = match known {
        Some(known) => known,
        None if class == Some("TypeError") && is_foreign(line) => (NETWORK, NETWORK.to_owned()),
        None if class.is_some_and(|class| CLASS_SAYS_IT.contains(&class)) => {
            // Engines word it each in its own way, but name what was asked for alike. Without a
            // stack the class is all that they agree on.
            let operation = class.and_then(|class| operation_of(class, line)).filter(|_| has_stack);
            ("", operation.map_or_else(|| "[any]".to_owned(), |operation| ["[any] of ", &operation].concat()))
        }
        None => ("", message::normalise(plain, keep_hosts)),
    };
    let (class, place) = match says {
        STACK_IS_FULL => (Some("RangeError"), CallGrouping::Cycle),
        CHUNK_DID_NOT_LOAD => (Some("ChunkLoadError"), CallGrouping::Anywhere),
        _ => (class, CallGrouping::Innermost),
    };
    let is_engines = class.is_some_and(|class| wordings::has(class) || CLASS_SAYS_IT.contains(&class));
    NormalisedError { class: class.map(ToOwned::to_owned), message, place, is_own: !is_engines }
}

/// Whether a message is in no language that an engine's errors are worded in: Safari alone tells
/// network errors in the visitor's own.
fn is_foreign(line: &str) -> bool {
    let mut letters = quote::without_quotes(line);
    letters.truncate(letters.find("[value]").unwrap_or(letters.len()));
    letters.chars().any(|c| !c.is_ascii() && c.is_alphabetic())
}

/// Classes whose errors are about one operation, whatever its name: what an engine calls it says
/// nothing more, and WebKit names none.
const OF_ONE_OPERATION: &[&str] = &["DataCloneError"];
/// What an engine means that names no operation, by the class and the words that it then says.
const USUAL: &[(&str, &str, &str)] = &[
    ("NotFoundError", "The object can not be found here", "node.removechild"),
    ("InvalidCharacterError", "", "window.atob"),
];

/// What a DOMException is about: as its engine names it, or what it mostly is where it does not.
fn operation_of(class: &str, line: &str) -> Option<String> {
    if OF_ONE_OPERATION.contains(&class) {
        return None;
    }
    let usual = USUAL.iter().find(|(of, words, _)| *of == class && line.starts_with(words));
    operation(line).or_else(|| usual.map(|(_, _, operation)| (*operation).to_owned()))
}

/// What V8 and Gecko call the operation: `node.removechild`.
fn operation(line: &str) -> Option<String> {
    if line.starts_with("Failed to ") {
        let mut quoted = line.split('\'').skip(1).step_by(2);
        let (first, second) = (quoted.next()?, quoted.next());
        let is_name =
            |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if !is_name(first) {
            return None;
        }
        let name =
            match second.filter(|_| !line.starts_with("Failed to construct ")).filter(|name| is_name(name)) {
                Some(interface) => [interface, ".", first].concat(),
                None => first.to_owned(),
            };
        return Some(name.to_ascii_lowercase());
    }
    let (head, _) = line.split_once(": ")?;
    let rest = without_operation(line);
    let name = head.split(' ').next().unwrap_or(head);
    (rest.len() < line.len()).then(|| name.to_ascii_lowercase())
}

/// A line that may be a wording of an engine.
fn without_more(line: &str) -> Option<&str> {
    Some(line).filter(|line| line.len() <= MAX_WORDING_BYTES)
}

/// What the table says of a message without its last full stop, if it is this wording.
fn apply(wording: &Wording, line: &str) -> Option<String> {
    let captures = template::find(wording.template, line)?;
    let fits = |(place, value): &(&str, &str)| match *place {
        "w" => !value.contains(char::is_whitespace),
        "n" => !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-')),
        _ => true,
    };
    if !captures.iter().all(fits) {
        return None;
    }
    let value = |place: &str| captures.iter().find(|(name, _)| *name == place).map(|(_, value)| *value);
    Some(template::fill(wording.says, |place, out| match (place, value(place)) {
        ("p", None) => push_last_name(value("e").unwrap_or_default(), out),
        ("p", Some(name)) => message::mark_word(name.trim_matches(['"', '\'']), false, out),
        (_, value) => out.push_str(value.unwrap_or_default()),
    }))
}

/// Writes the last name of source code. That of a variable alone may be the minifier's; in
/// that of a property there may be the id of something.
fn push_last_name(source: &str, out: &mut String) {
    let name = last_name(source);
    let is_variable = source.trim_start_matches("new ").starts_with(name);
    match name {
        name if is_variable && is_minified(name) => out.push_str("[name]"),
        name => message::mark_word(name, false, out),
    }
}

/// A message without the operation that V8 and Gecko put before it:
/// `Failed to execute 'fetch' on 'Window': `, `Node.appendChild: `, `URL constructor: `.
fn without_operation(line: &str) -> &str {
    if line.starts_with("Failed to ")
        && let Some((_, rest)) = line.split_once("': ")
    {
        return rest;
    }
    let Some((operation, rest)) = line.split_once(": ") else { return line };
    let (name, kind) = operation.split_once(' ').unwrap_or((operation, ""));
    let is_interface = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.');
    let is_operation = match kind {
        "" => name.contains('.'),
        kind => ["constructor", "setter", "getter"].contains(&kind),
    };
    if is_interface && is_operation { rest } else { line }
}
