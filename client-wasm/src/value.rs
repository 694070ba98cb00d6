//! Any value of the page as `Json`, for `meta`, and as text, for messages.
//!
//! It follows `JSON.stringify` where that makes sense, and ends where that would not: at
//! a cycle, a getter that throws, a part of the document, a million members.

use alloc::{string::String, vec::Vec};

use corncrake_core::{
    json::{Json, MAX_DEPTH},
    scrub,
};
use wasm_bindgen::JsValue;

use crate::{codes, joined::joined, read, resource};

/// UTF-16 units of one text: enough for the head of an answer.
const TEXT_CHARS: u32 = 4_096;
/// UTF-16 units of a member's name.
const NAME_CHARS: u32 = 128;
/// Bytes of a whole value. With it and its stack an event stays below the 64 KiB that
/// `keepalive` allows.
const BYTES: usize = 16_384;
/// What a value costs beside its text: its quotes and its comma.
const VALUE_BYTES: usize = 4;

const CUT: &str = "[cut]";
const CYCLIC: &str = "[cyclic]";
const UNREADABLE: &str = "[unreadable]";

/// The value, within the limits above; `None` for what JSON leaves out.
pub(crate) fn json(value: &JsValue) -> Option<Json> {
    ValueReader { left: BYTES }.value(value, None, 0)
}

/// The value as a person would read it; a string is itself.
pub(crate) fn text(value: &JsValue, most: u32) -> String {
    if let Some(text) = read::text(value, most) {
        return text;
    }
    match json(value) {
        Some(Json::Text(text)) => text,
        // Members with a secret's name are known as such only as long as they are members.
        Some(mut json) => {
            scrub::value(&mut json);
            let mut out = String::new();
            json.write(&mut out);
            out
        }
        None => "undefined".into(),
    }
}

/// The text of an object that is better named than walked through.
fn named(object: &JsValue) -> Option<String> {
    let text = |name| read::filled_text(object, name, TEXT_CHARS).unwrap_or_default();
    if read::has(object, "byteLength") {
        return Some("[binary]".into());
    }
    if read::has(object, "nodeType") {
        return Some(joined(&["<", &text("nodeName"), ">"]));
    }
    // A promise is often rejected with the event of a failure.
    let target = read::member(object, "target");
    let on = resource::kind(&target)?;
    let url = resource::url(&target);
    let more = if url.is_empty() { text("detail") } else { url };
    let colon = if more.is_empty() { "" } else { ": " };
    Some(joined(&[&text("type"), " event on ", &on, colon, &more]))
}

/// The objects that a walk is inside of, from the innermost out.
struct Ancestors<'a> {
    object: &'a JsValue,
    outer: Option<&'a Ancestors<'a>>,
}

impl Ancestors<'_> {
    fn is_inside(&self, object: &JsValue) -> bool {
        self.object == object || self.outer.is_some_and(|outer| outer.is_inside(object))
    }
}

/// One walk, and the bytes that it may still take.
struct ValueReader {
    left: usize,
}

impl ValueReader {
    fn value(&mut self, value: &JsValue, inside: Option<&Ancestors<'_>>, depth: usize) -> Option<Json> {
        Some(match read::kind(value) {
            codes::NULL => Json::Null,
            codes::FALSE => Json::Bool(false),
            codes::TRUE => Json::Bool(true),
            codes::NUMBER => Json::Number(read::text(value, NAME_CHARS)?),
            codes::TEXT => self.paid(read::text(value, TEXT_CHARS)?),
            kind @ (codes::LIST | codes::OBJECT) => {
                if inside.is_some_and(|inside| inside.is_inside(value)) {
                    return Some(Json::Text(CYCLIC.into()));
                }
                self.object(value, kind == codes::LIST, inside, depth)
            }
            codes::FUNCTION => Json::Text("[function]".into()),
            _ => return None,
        })
    }

    fn object(
        &mut self,
        object: &JsValue,
        is_list: bool,
        inside: Option<&Ancestors<'_>>,
        depth: usize,
    ) -> Json {
        if depth >= MAX_DEPTH || self.left == 0 {
            return Json::Text(CUT.into());
        }
        if let Some(text) = named(object) {
            return self.paid(text);
        }
        let inside = Some(&Ancestors { object, outer: inside });
        let plain = read::plain(object);
        if plain != *object {
            return self.value(&plain, inside, depth + 1).unwrap_or(Json::Text(UNREADABLE.into()));
        }
        let names = read::names(object, codes::MEMBERS + 1);
        let count = read::length(&names);
        let mut members = Vec::new();
        for index in 0..count.min(codes::MEMBERS) {
            let key = read::element(&names, index);
            let Some(name) = read::text(&key, NAME_CHARS) else { continue };
            if !self.pays(name.len() + VALUE_BYTES) {
                break;
            }
            let member = self.value(&read::member_of(object, &key), inside, depth + 1);
            if let Some(member) = member.or_else(|| is_list.then_some(Json::Null)) {
                members.push((name, member));
            }
        }
        if count > codes::MEMBERS || self.left == 0 {
            members.push((CUT.into(), Json::Text(CUT.into())));
        }
        if is_list {
            return Json::List(members.into_iter().map(|(_, item)| item).collect());
        }
        Json::Map(members)
    }

    fn paid(&mut self, text: String) -> Json {
        Json::Text(if self.pays(text.len()) { text } else { CUT.into() })
    }

    fn pays(&mut self, bytes: usize) -> bool {
        let left = self.left.checked_sub(bytes);
        self.left = left.unwrap_or(0);
        left.is_some()
    }
}
