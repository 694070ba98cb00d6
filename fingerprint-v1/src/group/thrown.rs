//! The class and the message of what was thrown, without what browsers put before them:
//! `Uncaught TypeError: x` of `window.onerror` is a `TypeError` that says `x`.

use super::message::first_line;
use corncrake_core::event::Event;

/// What `window.onerror`, consoles and old browsers put before a message.
const PREFIXES: &[&str] = &[
    "Uncaught (in promise) ",
    "Uncaught exception: ",
    "uncaught exception: ",
    "Uncaught ",
    "Unhandled Promise Rejection: ",
    "Unhandled promise rejection: ",
    "Unhandled Rejection: ",
    "Unhandled rejection: ",
];

/// What was thrown.
#[derive(Debug, PartialEq)]
pub(super) struct Thrown<'a> {
    pub(super) name: Option<&'a str>,
    pub(super) message: &'a str,
}

impl<'a> Thrown<'a> {
    /// What an event tells of it.
    pub(super) fn of(event: &'a Event) -> Self {
        let name = event.name.as_deref().map(first_line).filter(|name| !name.is_empty());
        let mut message = event.message.trim();
        for prefix in PREFIXES {
            message = message.strip_prefix(prefix).unwrap_or(message).trim_start();
        }
        match (name, class(message)) {
            (None, Some((class, rest))) => Self { name: Some(class), message: rest },
            (Some(name), _) => Self { name: Some(name), message: without_name(message, name) },
            (None, None) => Self { name: None, message },
        }
    }
}

/// Splits `SomeError: message`.
fn class(message: &str) -> Option<(&str, &str)> {
    let (class, rest) = message.split_once(':')?;
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'.');
    let is_class = class.bytes().all(is_name) && (class.ends_with("Error") || class.ends_with("Exception"));
    is_class.then(|| (class, rest.trim_start()))
}

fn without_name<'a>(message: &'a str, name: &str) -> &'a str {
    match message.strip_prefix(name) {
        Some("") => "",
        Some(rest) => rest.strip_prefix(':').map_or(message, str::trim_start),
        None => message,
    }
}
