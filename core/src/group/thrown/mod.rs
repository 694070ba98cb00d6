//! The class and the message of what was thrown, without what browsers and frameworks put
//! before them: `Uncaught TypeError: x` of `window.onerror` is a `TypeError` that says `x`, and so
//! is `Error: Uncaught (in promise): TypeError: x` of Zone.js.

mod foreign;
mod object_text;

use alloc::{borrow::Cow, string::String};

use super::message::first_line;
use crate::event::Event;

/// What `window.onerror`, consoles, frameworks and old browsers put before a message.
const PREFIXES: &[&str] = &[
    "Uncaught (in promise): ",
    "Uncaught (in promise) ",
    "Uncaught exception: ",
    "uncaught exception: ",
    "Uncaught ",
    "Unhandled Promise Rejection: ",
    "Unhandled Promise rejection: ",
    "Unhandled promise rejection: ",
    "Unhandled rejection: ",
    "Unhandled Rejection: ",
    "Unhandled rejection ",
    "Possibly unhandled rejection: ",
    "ERROR Error: ",
    "Error: Uncaught ",
];
/// How many of them may stand before each other.
const MAX_PREFIXES: usize = 4;
/// What Zone.js writes behind a message in the console.
const ZONE: &str = " ; Zone: ";
/// Classes that say only that something was thrown.
const GENERIC: &[&str] = &["Error", "UnhandledRejection", "UnhandledPromiseRejection"];

/// What was thrown.
#[derive(Debug, Default, PartialEq)]
pub(super) struct ThrownError<'a> {
    pub(super) name: Option<&'a str>,
    /// What it says, for comparing.
    pub(super) message: Cow<'a, str>,
    /// What it says, for a person, where that is more than the first line of the message.
    pub(super) title: Option<Cow<'a, str>>,
    /// Where it happened, as far as the text itself tells.
    pub(super) module: Option<String>,
    pub(super) function: Option<&'a str>,
}

impl<'a> ThrownError<'a> {
    /// What an event tells of it.
    pub(super) fn of(event: &'a Event) -> Self {
        let name = event.name.as_deref().map(first_line).filter(|name| !name.is_empty());
        let (message, was_led) = bare(event.message.trim());
        if let Some(logged) = name.is_none_or(is_generic).then(|| foreign::of(message)).flatten() {
            let foreign::ForeignException { class, message, title, module, function } = logged;
            let title = Some(title);
            return Self { name: class.or(name), message: Cow::Borrowed(message), title, module, function };
        }
        let (name, message) = match (name, class(message)) {
            (None, Some((class, rest))) => (Some(class), rest),
            (Some(name), Some((class, rest))) if is_generic(name) && was_led => (Some(class), rest),
            (Some(name), _) => (Some(name), without_name(message, name)),
            (None, None) => (None, message),
        };
        // `TypeError [ERR_INVALID_ARG_TYPE]`: Node's code says what the words say.
        if let Some((class, code)) = name.and_then(|name| name.strip_suffix(']')?.split_once(" [")) {
            let title = Some(Cow::Borrowed(first_line(message))).filter(|title| !title.is_empty());
            return Self { name: Some(class), message: Cow::Borrowed(code), title, ..Self::default() };
        }
        match object_text::summary(message) {
            Some(object_text::ObjectSummary { title, key }) => {
                Self { name, message: Cow::Owned(key), title: Some(Cow::Owned(title)), ..Self::default() }
            }
            None => Self { name, message: Cow::Borrowed(message), ..Self::default() },
        }
    }
}

/// A message without what was put around it, and whether anything was before it.
fn bare(message: &str) -> (&str, bool) {
    let mut rest = message;
    for _ in 0..MAX_PREFIXES {
        let Some(next) = PREFIXES.iter().find_map(|prefix| rest.strip_prefix(prefix)) else { break };
        rest = next.trim_start();
    }
    let was_led = rest.len() < message.len();
    let rest = if was_led { rest.split_once(ZONE).map_or(rest, |(rest, _)| rest) } else { rest };
    // `Object: {"status":401}` of Zone.js.
    (rest.strip_prefix("Object: ").filter(|object| object.starts_with('{')).unwrap_or(rest), was_led)
}

fn is_generic(name: &str) -> bool {
    GENERIC.contains(&name)
}

/// Splits `SomeError: message`, and `HttpErrorResponse: {...}`.
fn class(message: &str) -> Option<(&str, &str)> {
    let (class, rest) = message.split_once(':')?;
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'.');
    let is_word = !class.is_empty() && class.bytes().all(is_name);
    let rest = rest.trim_start();
    let is_class = class.ends_with("Error") || class.ends_with("Exception") || rest.starts_with("{\"");
    (is_word && is_class).then_some((class, rest))
}

fn without_name<'a>(message: &'a str, name: &str) -> &'a str {
    match message.strip_prefix(name) {
        Some("") => "",
        Some(rest) => rest.strip_prefix(':').map_or(message, str::trim_start),
        None => message,
    }
}
