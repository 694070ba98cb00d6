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
pub use text::{beginning, text};
pub use value::value;

/// By how much text can grow at most: `pw=1` becomes `pw=[redacted]`.
pub const GROWTH: usize = 4;

/// A whole event without personal data.
pub fn event(event: &mut Event) {
    event.message = text(&event.message);
    // A release and a fingerprint are the operator's words: what looks like an address or a number
    // is a version, and what looks random is the name of a commit or a build.
    for word in [&mut event.release, &mut event.fingerprint].into_iter().flatten() {
        *word = text::scrub(word, spot::Mode::Label, usize::MAX);
    }
    for label in [&mut event.name, &mut event.stack, &mut event.environment].into_iter().flatten() {
        *label = text(label);
    }
    if let Some(uri) = &mut event.uri {
        *uri = url(uri);
    }
    if let Some(meta) = &mut event.meta {
        value(meta);
    }
}
