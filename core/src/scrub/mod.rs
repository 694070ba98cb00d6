//! Takes personal data out of an event: on the device before it leaves, and at the edge
//! again before it is kept. Both run this code, and a second time changes nothing.
//!
//! What goes leaves a mark that says what it was: `[email]`, `[ip]`, `[uuid]`, `[digits]`,
//! `[token]`, `[user]`, `[redacted]`, `data:[cut]`; queries, fragments and users of URLs go
//! without one. A result has at most `GROWTH` times the bytes of what came in.
//!
//! It never fails and needs no Unicode tables. It must never take a stack apart: lines,
//! functions, files and their places stay. It cannot know a name or an address by sight.

use crate::event::Event;

mod digits;
mod email;
mod home;
mod ip;
mod kind;
mod secret;
mod spot;
#[cfg(test)]
mod tests;
mod text;
mod token;
mod url;
mod uuid;
mod value;

pub use text::text;
pub use url::url;
pub use value::value;

/// By how much text can grow at most: `jwt=1` becomes `jwt=[redacted]`.
pub const GROWTH: usize = 3;

/// Hexadecimal digits in the name of a Git commit.
const COMMIT_BYTES: usize = 40;

/// A whole event without personal data.
pub fn event(event: &mut Event) {
    event.message = text(&event.message);
    // A commit's name looks random, but it names the site's code and nobody.
    let release = event.release.as_mut().filter(|release| !is_commit(release));
    let labels = [event.name.as_mut(), event.stack.as_mut(), event.environment.as_mut(), release];
    for label in labels.into_iter().flatten() {
        *label = text(label);
    }
    if let Some(uri) = &mut event.uri {
        *uri = url(uri);
    }
    if let Some(meta) = &mut event.meta {
        value(meta);
    }
}

fn is_commit(release: &str) -> bool {
    release.len() == COMMIT_BYTES && release.bytes().all(|byte| kind::is(byte, kind::HEX))
}
