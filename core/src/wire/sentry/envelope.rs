//! An envelope's grammar, on bytes: a line of JSON, then items, each a line of JSON and a payload. A
//! payload has the length that its header says, or ends with its line.
//!
//! Payloads may be any bytes, so nothing here reads them as text or splits them at lines. A type that is
//! not known is an item as well. A header's optional field that is odd costs nothing; where an item is
//! broken, those before it stay.

use alloc::{string::String, vec::Vec};

use serde_json::Value;

use super::{fields, limits};
use crate::wire::{WireError, text};

/// An envelope, with its items where they stand in the body.
#[derive(Debug, Default, PartialEq)]
pub struct Envelope<'a> {
    /// The event's id: 32 hexadecimal digits in small letters.
    pub event_id: Option<String>,
    /// The DSN that a tunnel or an SDK wrote into it.
    pub dsn: Option<String>,
    /// When the sender's clock says that it was sent, in milliseconds since 1970.
    pub sent_at: Option<i64>,
    /// Its items.
    pub items: Vec<EnvelopeItem<'a>>,
    /// Whether there is something behind the items that is none.
    pub is_broken: bool,
}

/// An item of an envelope.
#[derive(Debug, PartialEq)]
pub struct EnvelopeItem<'a> {
    /// Its type, as the sender wrote it.
    pub kind: String,
    /// How many of its kind a container holds; 1 for all others.
    pub count: u64,
    /// Its payload.
    pub payload: &'a [u8],
}

impl<'a> Envelope<'a> {
    /// Reads an envelope; refused is only what does not begin as one.
    pub fn read(body: &'a [u8]) -> Result<Self, WireError> {
        let (first, mut rest) = line(body);
        let header = header(first)?;
        let text = |name| fields::text(&header, name).map(String::from);
        let mut envelope = Self {
            event_id: fields::text(&header, "event_id").and_then(event_id),
            dsn: text("dsn"),
            sent_at: fields::millis(&header, "sent_at"),
            ..Self::default()
        };
        while !rest.is_empty() && envelope.items.len() < limits::ITEMS {
            match item(rest) {
                Some((item, after)) => {
                    envelope.items.extend(item);
                    rest = after;
                }
                None => {
                    envelope.is_broken = true;
                    break;
                }
            }
        }
        envelope.is_broken |= !rest.is_empty();
        Ok(envelope)
    }
}

/// Reads an item, and what follows it; an empty line is none. Nothing where it is broken.
fn item(body: &[u8]) -> Option<(Option<EnvelopeItem<'_>>, &[u8])> {
    let (first, rest) = line(body);
    if first.trim_ascii().is_empty() {
        return Some((None, rest));
    }
    let header = header(first).ok()?;
    let kind = fields::text(&header, "type")?.chars().take(limits::FRAME_CHARS).collect();
    let count = header.get("item_count").and_then(Value::as_u64).unwrap_or(1).clamp(1, limits::QUANTITY);
    let length = header.get("length").and_then(Value::as_u64);
    let (payload, rest) = match length {
        None => line(rest),
        Some(length) => {
            let (payload, after) = rest.split_at_checked(usize::try_from(length).ok()?)?;
            match after {
                [] => (payload, after),
                [b'\n', after @ ..] => (payload, after),
                _ => return None,
            }
        }
    };
    Some((Some(EnvelopeItem { kind, count, payload }), rest))
}

/// The first line, and what is behind its end.
fn line(body: &[u8]) -> (&[u8], &[u8]) {
    match body.iter().position(|byte| *byte == b'\n') {
        Some(end) => {
            (body.get(..end).unwrap_or_default(), body.get(end.saturating_add(1)..).unwrap_or_default())
        }
        None => (body, &[]),
    }
}

fn header(line: &[u8]) -> Result<Value, WireError> {
    if line.len() > limits::HEADER_BYTES {
        return Err(WireError::Invalid { field: "the envelope's header", rule: "must be at most 16 KiB" });
    }
    match text::read_json(line)? {
        header @ Value::Object(_) => Ok(header),
        _ => Err(WireError::NotAnObject),
    }
}

/// An event's id, with or without dashes.
pub fn event_id(text: &str) -> Option<String> {
    /// A UUID with its dashes and braces, in bytes.
    const LONGEST: usize = 38;
    let digits: String = text.chars().take(LONGEST).filter(char::is_ascii_hexdigit).collect();
    (digits.len() == 32).then(|| digits.to_ascii_lowercase())
}
