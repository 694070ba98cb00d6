//! Takes personal data out of an event: on the device before it leaves, and at the edge
//! again before it is kept. Both run this code, and a second time changes nothing.
//!
//! What goes leaves a mark that says what it was: `[email]`, `[ip]`, `[uuid]`, `[digits]`,
//! `[token]`, `[user]`, `[redacted]`, `data:[cut]`; queries, fragments and users of URLs go
//! without one. A result has at most `GROWTH` times the bytes of what came in.
//!
//! It never fails and needs no Unicode tables. It must never take a stack apart: lines,
//! functions, files and their places stay. It cannot know a name or an address by sight.

use corncrake_core::event::Event;

mod digits;
mod email;
mod home;
mod ip;
mod kind;
mod secret;
mod spot;
mod text;
mod token;
mod url;
mod uuid;

use text::text;

/// What version 1 read of an event, without personal data.
pub(crate) fn event(event: &Event) -> Event {
    let texts = |label: &Option<alloc::string::String>| label.as_deref().map(text);
    Event {
        kind: event.kind,
        name: texts(&event.name),
        message: text(&event.message),
        stack: texts(&event.stack),
        ..Event::default()
    }
}
