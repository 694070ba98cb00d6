//! What is the same bug and what is not.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use super::*;
use crate::stack::parse_event;

mod apart;
mod custom;
mod messages;
mod recorded;
mod same;
mod stable;

/// An unhandled error.
fn error(name: &str, message: &str, stack: &str) -> Event {
    Event {
        kind: EventType::UNHANDLED_ERROR,
        name: Some(name.to_owned()).filter(|name| !name.is_empty()),
        message: message.to_owned(),
        stack: Some(stack.to_owned()).filter(|stack| !stack.is_empty()),
        ..Event::default()
    }
}

fn of(event: &Event) -> Fingerprint {
    let stack = event.stack.as_deref().unwrap_or_default();
    fingerprint(event, &parse_event(stack, event.name.as_deref(), &event.message))
}

/// The parts of an error without a stack, or with one.
fn parts(name: &str, message: &str, stack: &str) -> Vec<String> {
    of(&error(name, message, stack)).parts
}
