//! Fingerprint v1 as it was released: how it scrubbed, read stacks and grouped, whole and frozen.
//!
//! For 30 days after a project was brought to version 2 each of its events says this as well:
//! where only that is known, its issue goes on. It tells a hash alone, so that nothing of how
//! it scrubbed is ever kept. It must never change, and goes as a whole with the next release.

#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

extern crate alloc;

mod group;
mod scrub;
mod stack;

use alloc::vec::Vec;

use corncrake_core::{event::Event, ids::FingerprintHash, stack::Frame};

/// The hash that version 1 made of an event as it arrived.
pub fn fingerprint(event: &Event) -> FingerprintHash {
    let event = scrub::event(event);
    let stack = event.stack.as_deref().unwrap_or_default();
    let frames = stack::parse_event(stack, event.name.as_deref(), &event.message);
    group::fingerprint(&event, &frames)
}

/// The hash that version 1 made of an event whose frames a source map changed. Whose code a
/// frame is, was a question of its file alone.
pub fn traced(event: &Event, frames: &[Frame]) -> FingerprintHash {
    let event = scrub::event(event);
    let one = |frame: &Frame| {
        let file = frame.file.as_deref();
        let was_own =
            file.is_some_and(|file| stack::is_in_app(file) && !corncrake_core::stack::is_in_app(file));
        Frame { in_app: frame.in_app || was_own, ..frame.clone() }
    };
    group::fingerprint(&event, &frames.iter().map(one).collect::<Vec<_>>())
}
