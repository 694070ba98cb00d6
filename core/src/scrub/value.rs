//! A value that a site added, without personal data: a walk over texts, numbers and names.
//!
//! What a secret's name stands for goes as a whole, whatever it is.

use alloc::borrow::ToOwned;

use super::secret;
use super::spot::Spot;
use super::text::text;
use crate::json::{Json, MAX_DEPTH};

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
        Json::List(items) => items.iter_mut().for_each(|item| walk(item, depth + 1)),
        Json::Map(members) => {
            for (name, value) in members {
                *name = text(name);
                if is_secret(name) {
                    *value = Json::Text(secret::MARK.to_owned());
                } else {
                    walk(value, depth + 1);
                }
            }
        }
    }
}

fn is_secret(name: &str) -> bool {
    let spot = Spot { left: &[], right: name.as_bytes() };
    secret::names_one(&spot, 0, name.len().cast_signed())
}
