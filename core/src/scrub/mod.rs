//! Takes personal data out of an event: on the device before it leaves, and at the edge
//! again before it is kept. Both run this code, and a second time changes nothing.
//!
//! What goes leaves a mark that says what it was: `[email]`, `[ip]`, `[uuid]`, `[digits]`,
//! `[token]`, `[user]`, `[redacted]`, `data:[cut]`; queries, fragments and users of URLs go
//! without one. A result has at most `GROWTH` times the bytes of what came in.
//!
//! It never fails and needs no Unicode tables. It must never take a stack apart: lines,
//! functions, files and their places stay, and so do hosts. It cannot know a name or an address
//! by sight.

use alloc::string::String;

use crate::event::Event;

mod address;
mod digits;
mod email;
mod home;
mod iban;
mod ip;
mod kind;
mod names;
mod opaque;
mod secret;
mod spot;
#[cfg(test)]
mod tests;
mod text;
mod token;
mod url;
mod uuid;
mod value;
mod words;

pub use address::{beginning_of_url, url};
pub(crate) use spot::Mode;
pub use text::{beginning, text};
pub use value::{Members, is_secret, is_value, mark_of_number, members, value};

/// What stands for a secret, as JSON.
pub const SECRET_AS_JSON: &str = "\"[redacted]\"";

/// By how much text can grow at most: `pw=1` becomes `pw=[redacted]`.
pub const GROWTH: usize = 4;

/// How a release and a fingerprint are read. They are the operator's words: what looks like an address or
/// a number is a version, and what looks random is the name of a commit or a build.
const OPERATORS: Mode = Mode::Label;

/// The texts of an event by their names on the wire, and how each is read.
pub(crate) static TEXTS: [(&str, Mode); 7] = [
    ("name", Mode::Text),
    ("message", Mode::Text),
    ("uri", Mode::Page),
    ("stack", Mode::Text),
    ("release", OPERATORS),
    ("environment", Mode::Text),
    ("fingerprint", OPERATORS),
];

/// A text of an event without personal data. What is read as that of a page is an address.
pub(crate) fn text_of_event(text: &str, mode: Mode) -> String {
    if mode == Mode::Page { url(text) } else { text::scrub(text, mode, usize::MAX) }
}

/// A whole event without personal data.
pub fn event(event: &mut Event) {
    let texts = [
        event.name.as_mut(),
        Some(&mut event.message),
        event.uri.as_mut(),
        event.stack.as_mut(),
        event.release.as_mut(),
        event.environment.as_mut(),
        event.fingerprint.as_mut(),
    ];
    for (text, (_, mode)) in texts.into_iter().zip(&TEXTS) {
        if let Some(text) = text {
            *text = text_of_event(text, *mode);
        }
    }
    if let Some(meta) = &mut event.meta {
        value(meta);
    }
}
