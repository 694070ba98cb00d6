//! Makes engines' different wordings of one error one: its class, what it says, and whether
//! the place where it happened tells bugs apart.

use alloc::{borrow::ToOwned, string::String};

use super::{
    expression::last_name,
    function::is_minified,
    message, template,
    wordings::{ANY_CLASS, BY_CLASS, CLASS_SAYS_IT, Wording},
};

/// The most bytes of a message that are compared with wordings; the longest has 150.
const MAX_WORDING_BYTES: usize = 500;

/// Where the calls of an error are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In the innermost calls.
    Innermost,
    /// In a recursion, that has no innermost call.
    Cycle,
    /// Nowhere: the same cause wherever it strikes, such as a deploy that removed a chunk.
    Anywhere,
}

/// An error as all engines would tell it.
#[derive(Debug, PartialEq)]
pub(super) struct Said {
    pub(super) name: Option<String>,
    pub(super) message: String,
    pub(super) place: Place,
}

/// One wording for an error.
pub(super) fn one(name: Option<&str>, text: &str, keep_hosts: bool) -> Said {
    // A class without a name of its own has the one that the minifier gave it.
    let name = name.map(|name| if is_minified(name) { "Error" } else { name });
    let line = message::first_line(text);
    let rows = BY_CLASS.iter().filter(|(classes, _)| name.is_none_or(|name| classes.contains(&name)));
    let mut rows = rows.flat_map(|(_, rows)| rows.iter()).chain(ANY_CLASS);
    let plain = if is_engines(name) { without_operation(line) } else { line };
    let known = rows.find_map(|row| Some((row, say(row, line).or_else(|| say(row, plain))?)));
    match known {
        Some((row, message)) => {
            Said { name: row.class.or(name).map(ToOwned::to_owned), message, place: row.place }
        }
        None if name.is_some_and(|name| CLASS_SAYS_IT.contains(&name)) => {
            Said { name: name.map(ToOwned::to_owned), message: "[any]".to_owned(), place: Place::Innermost }
        }
        None => Said {
            name: name.map(ToOwned::to_owned),
            message: message::normalise(plain, keep_hosts),
            place: Place::Innermost,
        },
    }
}

/// Whether engines themselves throw errors of this class.
fn is_engines(name: Option<&str>) -> bool {
    name.is_none_or(|name| BY_CLASS.iter().any(|(classes, _)| classes.contains(&name)))
}

/// What a row says of a message, if it is one of its wordings.
fn say(row: &Wording, line: &str) -> Option<String> {
    let line = Some(line.trim_end_matches('.')).filter(|line| line.len() <= MAX_WORDING_BYTES)?;
    let found = row.wordings.iter().find_map(|wording| template::find(wording, line))?;
    let value = |place: &str| found.iter().find(|(name, _)| *name == place).map(|(_, value)| *value);
    Some(template::fill(row.says, |place| match (place, value(place)) {
        ("p", None) => value("e").map(|source| match last_name(source) {
            // A variable alone, whose name the minifier chose.
            name if name.len() == source.len() && is_minified(name) => "[name]",
            name => lasting(name),
        }),
        ("p", Some(name)) => Some(lasting(name.trim_matches(['"', '\'']))),
        (_, value) => value,
    }))
}

/// A name, or a mark where it is the number of an item in a list.
fn lasting(name: &str) -> &str {
    let is_number = !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit());
    if is_number { "[number]" } else { name }
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
    let operation = ["constructor", "setter", "getter"]
        .iter()
        .fold(operation, |text, word| text.strip_suffix(word).map_or(text, str::trim_end));
    let is_name = |b: u8| b.is_ascii_alphanumeric() || b == b'.';
    let is_operation = operation.bytes().next().is_some_and(|b| b.is_ascii_uppercase())
        && operation.bytes().all(is_name)
        && (operation.contains('.') || line.contains(" constructor: "));
    if is_operation { rest } else { line }
}
