//! Any value of the page as `Json`, for `meta`, and as text, for messages.
//!
//! It follows `JSON.stringify` where that makes sense, and ends where that would not: at
//! a cycle, a getter that throws, a DOM tree, a million members.

use alloc::{string::String, vec::Vec};

use corncrake_core::json::{Json, MAX_DEPTH};
use wasm_bindgen::JsValue;

use crate::{error, js};

/// UTF-16 units of one text: enough for a stack or a response's head.
const TEXT_CHARS: u32 = 4_096;
/// UTF-16 units of a member's name.
const NAME_CHARS: u32 = 128;
/// Members or elements of one object or array.
const MEMBERS: u32 = 64;
/// Bytes of a whole value. With it and its stack an event stays below the 64 KiB that
/// `keepalive` allows.
const BYTES: usize = 16_384;
/// What a value costs beside its text: its quotes, comma and name.
const VALUE_BYTES: usize = 8;

const CUT: &str = "[cut]";
const CYCLIC: &str = "[cyclic]";
const UNREADABLE: &str = "[unreadable]";

/// The value, as far as it can be told; `None` for what JSON leaves out.
pub(crate) fn json(value: &JsValue) -> Option<Json> {
    Walk { left: BYTES }.value(value, None, 0)
}

/// The value as a person would read it; a string is itself.
pub(crate) fn text(value: &JsValue, most: u32) -> String {
    if let Some(text) = js::text(value, most) {
        return text;
    }
    if let Some(text) = opaque(value) {
        return text;
    }
    if !value.is_object() {
        return js::to_text(value, most).unwrap_or_default();
    }
    let mut out = String::new();
    if let Some(json) = json(value) {
        match json {
            Json::Text(text) => out = text,
            json => json.write(&mut out),
        }
    }
    out
}

/// The text of what is better named than walked through.
fn opaque(value: &JsValue) -> Option<String> {
    if value.is_function() {
        return Some("[function]".into());
    }
    if !value.is_object() {
        return None;
    }
    let has_number = |name| js::member(value, name).is_some_and(|member| member.as_f64().is_some());
    if has_number("nodeType") {
        let mut text = String::from("<");
        text.push_str(&js::text_member(value, "localName", NAME_CHARS).unwrap_or_default());
        text.push('>');
        return Some(text);
    }
    if has_number("byteLength") {
        return Some("[binary]".into());
    }
    error::event_text(value)
}

struct Walk {
    left: usize,
}

/// The objects a walk is inside of, from the innermost out.
struct Inside<'a> {
    object: &'a JsValue,
    outer: Option<&'a Inside<'a>>,
}

impl Walk {
    fn value(&mut self, value: &JsValue, inside: Option<&Inside<'_>>, depth: usize) -> Option<Json> {
        if value.is_null() {
            return Some(Json::Null);
        }
        if let Some(bool) = value.as_bool() {
            return Some(Json::Bool(bool));
        }
        if let Some(number) = value.as_f64() {
            let digits = js::to_text(value, NAME_CHARS)?;
            return Some(if number.is_finite() { Json::Number(digits) } else { Json::Text(digits) });
        }
        if value.is_string() {
            return js::text(value, TEXT_CHARS).map(|text| self.pay(text));
        }
        if value.is_bigint() {
            return js::to_text(value, TEXT_CHARS).map(|text| self.pay(text));
        }
        if !value.is_object() {
            return None;
        }
        Some(self.object(value, inside, depth))
    }

    fn object(&mut self, object: &JsValue, inside: Option<&Inside<'_>>, depth: usize) -> Json {
        let mut next = inside;
        while let Some(outer) = next {
            if outer.object == object {
                return Json::Text(CYCLIC.into());
            }
            next = outer.outer;
        }
        if depth >= MAX_DEPTH || self.left == 0 {
            return Json::Text(CUT.into());
        }
        if let Some(text) = error::error_text(object).or_else(|| opaque(object)) {
            return self.pay(text);
        }
        let inside = Some(&Inside { object, outer: inside });
        if let Some(to_json) = js::member(object, "toJSON").filter(|member| member.is_function()) {
            let none = &JsValue::UNDEFINED;
            return match js::call(&to_json, object, [none; 3]) {
                Some(value) => self.value(&value, inside, depth + 1).unwrap_or(Json::Null),
                None => Json::Text(UNREADABLE.into()),
            };
        }
        if js::is_array(object) { self.list(object, inside, depth) } else { self.map(object, inside, depth) }
    }

    fn list(&mut self, list: &JsValue, inside: Option<&Inside<'_>>, depth: usize) -> Json {
        let length = js::length(list);
        let mut items = Vec::new();
        for index in 0..length.min(MEMBERS) {
            if !self.spend(VALUE_BYTES) {
                break;
            }
            items.push(self.value(&js::element(list, index), inside, depth + 1).unwrap_or(Json::Null));
        }
        if (items.len() as u32) < length {
            items.push(Json::Text(CUT.into()));
        }
        Json::List(items)
    }

    fn map(&mut self, map: &JsValue, inside: Option<&Inside<'_>>, depth: usize) -> Json {
        let Some(names) = js::keys(map) else { return Json::Text(UNREADABLE.into()) };
        let length = js::length(&names);
        let mut members = Vec::new();
        for index in 0..length.min(MEMBERS) {
            let key = js::element(&names, index);
            let Some(name) = js::text(&key, NAME_CHARS) else { continue };
            if !self.spend(VALUE_BYTES + name.len()) {
                break;
            }
            let value = match js::at(map, &key) {
                Ok(value) => self.value(&value, inside, depth + 1),
                Err(_) => Some(Json::Text(UNREADABLE.into())),
            };
            if let Some(value) = value {
                members.push((name, value));
            }
        }
        if length > MEMBERS || self.left == 0 {
            members.push((CUT.into(), Json::Bool(true)));
        }
        Json::Map(members)
    }

    fn pay(&mut self, text: String) -> Json {
        Json::Text(if self.spend(text.len()) { text } else { CUT.into() })
    }

    fn spend(&mut self, bytes: usize) -> bool {
        let left = self.left.checked_sub(bytes);
        self.left = left.unwrap_or(0);
        left.is_some()
    }
}
