//! A value that a site added, without personal data: a walk over texts, numbers and names.
//!
//! What a secret's name stands for goes as a whole, whatever it is.

use alloc::borrow::ToOwned;

use super::spot::{Mode, Spot};
use super::text::text;
use super::{names, secret};
use crate::json::{Json, MAX_DEPTH};

/// How much of a member's name, or of a text that may be one, is looked at, in bytes: as much as the
/// client sends of a name.
const NAME_BYTES: isize = 128;

/// A value without personal data, names of members included. What lies deeper than
/// `MAX_DEPTH` goes, as it would where the value is written.
pub fn value(value: &mut Json) {
    walk(value, 0);
}

fn walk(value: &mut Json, depth: usize) {
    match value {
        Json::Null | Json::Bool(_) => {}
        _ if depth > MAX_DEPTH => *value = Json::Null,
        Json::Number(number) => {
            if text(number) != *number {
                *value = Json::Text("[digits]".to_owned());
            }
        }
        Json::Text(content) => *content = text(content),
        Json::List(items) => {
            items.iter_mut().for_each(|item| walk(item, depth + 1));
            // `["password", "..."]`: an entry of what was a map or a form.
            if let [Json::Text(name), entry] = items.as_mut_slice()
                && is_secret(name)
            {
                redact(entry);
            }
        }
        Json::Map(members) => {
            for (name, value) in &mut *members {
                *name = text(name);
                if is_secret(name) {
                    redact(value);
                } else {
                    walk(value, depth + 1);
                }
            }
            // `{"name": "password", "value": "..."}`.
            if members.iter().any(|(_, value)| value.as_text().is_some_and(is_secret)) {
                let values =
                    members.iter_mut().filter(|(name, _)| matches!(name.as_str(), "value" | "content"));
                values.for_each(|(_, value)| redact(value));
            }
        }
    }
}

fn redact(value: &mut Json) {
    *value = Json::Text(secret::MARK.to_owned());
}

/// Whether a text is a secret's name, and no mark.
fn is_secret(name: &str) -> bool {
    let spot = Spot { left: &[], right: name.as_bytes(), mode: Mode::Text };
    spot.at(0) != b'[' && names::is_secret(&spot, 0, NAME_BYTES.min(name.len().cast_signed()))
}
