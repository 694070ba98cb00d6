//! Anything that can be thrown, as a name, a message and a stack: errors, DOM exceptions,
//! events, plain objects, primitives, and objects that throw when they are looked at.
//!
//! An error is what looks like one: one of another frame is no `instanceof Error` here.

use alloc::string::String;

use corncrake_core::wire::limits;
use wasm_bindgen::JsValue;

use crate::{js, value};

/// UTF-16 units of a name, by the contract.
const NAME_CHARS: u32 = limits::NAME_CHARS as u32;
/// UTF-16 units of a message, by the contract.
const MESSAGE_CHARS: u32 = limits::MESSAGE_CHARS as u32;
/// UTF-16 units of a stack. Engines give 10 to 100 frames of about 100 units.
const STACK_CHARS: u32 = 24_576;
/// UTF-16 units of an address that failed to load.
const URL_CHARS: u32 = 2_048;

/// What was thrown.
pub(crate) struct Thrown {
    pub(crate) name: Option<String>,
    pub(crate) message: String,
    pub(crate) stack: Option<String>,
}

/// Reads what was thrown.
pub(crate) fn read(thrown: &JsValue) -> Thrown {
    if !thrown.is_object() {
        return Thrown { name: None, message: value::text(thrown, MESSAGE_CHARS), stack: None };
    }
    let message = js::text_member(thrown, "message", MESSAGE_CHARS);
    Thrown {
        name: js::text_member(thrown, "name", NAME_CHARS)
            .filter(|name| message.is_some() && !name.is_empty())
            .or_else(|| class(thrown)),
        message: message.unwrap_or_else(|| value::text(thrown, MESSAGE_CHARS)),
        stack: stack(thrown),
    }
}

/// Whether it is an error for `console.error`: it has a message and a stack.
pub(crate) fn is_error(value: &JsValue) -> bool {
    value.is_object()
        && ["message", "stack"]
            .iter()
            .all(|name| js::member(value, name).is_some_and(|text| text.is_string()))
}

/// `Name: message` of an error that stands in a value.
pub(crate) fn error_text(value: &JsValue) -> Option<String> {
    is_error(value).then(|| {
        let Thrown { name, message, .. } = read(value);
        let mut text = name.unwrap_or_default();
        text.push_str(": ");
        text.push_str(&message);
        text
    })
}

/// The stack, where there is one.
pub(crate) fn stack(of: &JsValue) -> Option<String> {
    js::text_member(of, "stack", STACK_CHARS).filter(|stack| !stack.trim_ascii().is_empty())
}

/// The class of a thrown object, where that says anything.
fn class(of: &JsValue) -> Option<String> {
    let name = js::text_member(&js::member(of, "constructor")?, "name", NAME_CHARS)?;
    (!matches!(name.as_str(), "" | "Object" | "Array")).then_some(name)
}

/// An event in words: promises are often rejected with the one their request failed with.
pub(crate) fn event_text(value: &JsValue) -> Option<String> {
    js::member(value, "timeStamp")?;
    let mut text = js::text_member(value, "type", NAME_CHARS)?;
    text.push_str(" event");
    if let Some((element, url)) = js::member(value, "target").and_then(|target| element(&target)) {
        text.push_str(" on ");
        text.push_str(&element);
        text.push(' ');
        text.push_str(&url);
    }
    Some(text)
}

/// An element's kind, and the address it loads from (which may be empty).
pub(crate) fn element(target: &JsValue) -> Option<(String, String)> {
    let kind = js::text_member(target, "localName", NAME_CHARS)?;
    let url = ["currentSrc", "src", "href", "data"]
        .into_iter()
        .find_map(|name| js::text_member(target, name, URL_CHARS).filter(|url| !url.is_empty()));
    Some((kind, url.unwrap_or_default()))
}
