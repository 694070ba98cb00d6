//! A value that a site added, without personal data: a walk over texts, numbers and names.
//!
//! What a secret's name stands for goes as a whole, whatever it is. The edge walks through a `Json` that it
//! has; a page writes JSON while it reads its own objects, since a tree would cost each visitor half a
//! kilobyte. What is done to the members of an object and the items of a list is the same code for both.

use alloc::{borrow::ToOwned, string::String};

use super::spot::{Mode, Spot};
use super::text::text;
use super::{names, secret};
use crate::json::{Json, MAX_DEPTH};

/// How much of a member's name, or of a text that may be one, is looked at, in bytes: as much as the
/// client sends of a name.
const NAME_BYTES: isize = 128;
/// What stands for a long number.
const NUMBER_MARK: &str = "[digits]";

/// The members of an object or the items of a list, one after the other.
pub trait Members {
    /// Goes on to the next one, and gives its name; that of an item is not looked at.
    fn next(&mut self) -> Option<String>;

    /// Keeps it by this name: its value without personal data, or only a mark of a secret.
    fn keep(&mut self, name: String, is_secret: bool);

    /// Whether what was kept last is a text that `is_secret`.
    fn says_secret(&self) -> bool;

    /// Puts a mark in the place of each value whose name `is_value`; in a list, of the last item.
    fn redact(&mut self);
}

/// Keeps all of them without personal data.
pub fn members(members: &mut impl Members, is_list: bool) {
    let (mut count, mut says_secret) = (0, false);
    while let Some(mut name) = members.next() {
        let mut is_secret_name = false;
        if !is_list {
            name = text(&name);
            is_secret_name = is_secret(&name);
        }
        members.keep(name, is_secret_name);
        says_secret = says_secret || (!is_list || count == 0) && members.says_secret();
        count += 1;
    }
    // `{"name": "password", "value": "..."}`; `["password", "..."]`: an entry of what was a map or a form.
    if says_secret && (!is_list || count == 2) {
        members.redact();
    }
}

/// What stands for a number, where it is long.
pub fn mark_of_number(number: &str) -> Option<&'static str> {
    (text(number) != number).then_some(NUMBER_MARK)
}

/// Whether a member is what a secret's name beside it stands for.
pub fn is_value(name: &str) -> bool {
    matches!(name, "value" | "content")
}

/// Whether a text is a secret's name, and no mark.
pub fn is_secret(name: &str) -> bool {
    let spot = Spot { left: &[], right: name.as_bytes(), mode: Mode::Text };
    spot.at(0) != b'[' && names::is_secret(&spot, 0, NAME_BYTES.min(name.len().cast_signed()))
}

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
            if let Some(mark) = mark_of_number(number) {
                *value = Json::Text(mark.to_owned());
            }
        }
        Json::Text(content) => *content = text(content),
        Json::List(items) => members(&mut ListWalk { items, at: 0, depth }, true),
        Json::Map(entries) => members(&mut MapWalk { entries, at: 0, depth }, false),
    }
}

fn redact(value: &mut Json) {
    *value = Json::Text(secret::MARK.to_owned());
}

fn says_secret(value: Option<&Json>) -> bool {
    value.and_then(Json::as_text).is_some_and(is_secret)
}

/// A walk through a list that is there.
struct ListWalk<'a> {
    items: &'a mut [Json],
    /// Behind the item that is looked at.
    at: usize,
    depth: usize,
}

impl Members for ListWalk<'_> {
    fn next(&mut self) -> Option<String> {
        self.at += 1;
        (self.at <= self.items.len()).then(String::new)
    }

    fn keep(&mut self, _: String, _: bool) {
        if let Some(item) = self.items.get_mut(self.at - 1) {
            walk(item, self.depth + 1);
        }
    }

    fn says_secret(&self) -> bool {
        says_secret(self.items.get(self.at - 1))
    }

    fn redact(&mut self) {
        self.items.last_mut().into_iter().for_each(redact);
    }
}

/// A walk through an object that is there.
struct MapWalk<'a> {
    entries: &'a mut [(String, Json)],
    /// Behind the member that is looked at.
    at: usize,
    depth: usize,
}

impl Members for MapWalk<'_> {
    fn next(&mut self) -> Option<String> {
        self.at += 1;
        self.entries.get_mut(self.at - 1).map(|(name, _)| core::mem::take(name))
    }

    fn keep(&mut self, name: String, is_secret: bool) {
        if let Some((its_name, value)) = self.entries.get_mut(self.at - 1) {
            *its_name = name;
            if is_secret {
                redact(value);
            } else {
                walk(value, self.depth + 1);
            }
        }
    }

    fn says_secret(&self) -> bool {
        says_secret(self.entries.get(self.at - 1).map(|(_, value)| value))
    }

    fn redact(&mut self) {
        let values = self.entries.iter_mut().filter(|(name, _)| is_value(name));
        values.for_each(|(_, value)| redact(value));
    }
}
