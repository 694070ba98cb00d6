//! Makes engines' different wordings of one error one: its class, what it says, and whether
//! the place where it happened tells bugs apart.

use alloc::{borrow::ToOwned, string::String};

use super::{
    expression::last_name,
    function::is_minified,
    message, template,
    wordings::{self, CLASS_SAYS_IT, Wording},
};

/// The most bytes of a message that are compared with wordings; the longest has 150.
const MAX_WORDING_BYTES: usize = 500;

/// What the table calls a full stack: engines give it different classes.
const STACK_IS_FULL: &str = "the stack is full";
/// What the table calls a part of the site that did not load: bundlers and engines give it
/// different classes.
const CHUNK_DID_NOT_LOAD: &str = "a chunk did not load";

/// Where the calls of an error are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In the innermost calls.
    Innermost,
    /// In a recursion, which has no innermost call.
    Cycle,
    /// Nowhere: the cause is a deploy or the network, wherever it strikes.
    Anywhere,
}

/// An error as all engines would tell it.
#[derive(Debug, PartialEq)]
pub(super) struct Said {
    pub(super) class: Option<String>,
    pub(super) message: String,
    pub(super) place: Place,
}

/// One wording for an error. Only what engines throw is compared with their wordings, so
/// that a site's own errors keep their own words.
pub(super) fn one(class: Option<&str>, text: &str, keep_hosts: bool) -> Said {
    // A class without a name of its own has the one that the minifier gave it.
    let class = class.map(|class| if is_minified(class) { "Error" } else { class });
    let line = message::first_line(text);
    let plain = if class.is_none_or(wordings::has) { without_operation(line) } else { line };
    let known = wordings::of(class).find_map(|wording| {
        let message = say(&wording, line).or_else(|| say(&wording, plain))?;
        Some((wording.says, message))
    });
    let known = match class {
        // Bundlers give it this class, whatever they say.
        Some("ChunkLoadError") => Some((CHUNK_DID_NOT_LOAD, CHUNK_DID_NOT_LOAD.to_owned())),
        _ => known,
    };
    let (says, message) = match known {
        Some(known) => known,
        None if class.is_some_and(|class| CLASS_SAYS_IT.contains(&class)) => ("", "[any]".to_owned()),
        None => ("", message::normalise(plain, keep_hosts)),
    };
    let (class, place) = match says {
        STACK_IS_FULL => (Some("RangeError"), Place::Cycle),
        CHUNK_DID_NOT_LOAD => (Some("ChunkLoadError"), Place::Anywhere),
        _ => (class, Place::Innermost),
    };
    Said { class: class.map(ToOwned::to_owned), message, place }
}

/// What the table says of a message, if it is this wording.
fn say(wording: &Wording, line: &str) -> Option<String> {
    let line = Some(line.trim_end_matches('.')).filter(|line| line.len() <= MAX_WORDING_BYTES)?;
    let found = template::find(wording.template, line)?;
    if found.iter().any(|(place, value)| *place == "w" && value.contains(char::is_whitespace)) {
        return None;
    }
    let value = |place: &str| found.iter().find(|(name, _)| *name == place).map(|(_, value)| *value);
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
