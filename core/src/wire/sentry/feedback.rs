//! What a person wrote about an error: the text alone, which is scrubbed like every message. Never their
//! name, their address, or the event that it was about.

use alloc::{string::String, vec::Vec};

use serde_json::Value;

use super::{context, event::SentryEvent, fields};
use crate::{
    event::{Event, EventType},
    wire::{limits, text},
};

/// What an issue of it is called.
const NAME: &str = "Feedback";

/// Reads an item of feedback or of a user report; nothing where nobody wrote anything.
pub fn decode(payload: &[u8]) -> Option<SentryEvent> {
    let item = text::read_json(payload).ok().filter(Value::is_object)?;
    let of_context = || item.get("contexts")?.get("feedback").and_then(|one| fields::text(one, "message"));
    let words =
        fields::text(&item, "comments").or_else(of_context).filter(|words| !words.trim().is_empty())?;
    let message: String = words.trim().chars().take(limits::MESSAGE_CHARS).collect();
    let label = |name| item.get(name).and_then(|one| fields::label(one, limits::RELEASE_CHARS));
    let event = Event {
        kind: EventType::PROGRAMMATIC,
        name: Some(NAME.into()),
        message,
        release: label("release"),
        environment: label("environment"),
        ..Event::default()
    };
    let names = context::SenderNames::of(&item);
    Some(SentryEvent {
        event,
        names,
        happened: None,
        is_failure: false,
        event_id: None,
        debug_ids: Vec::new(),
    })
}
