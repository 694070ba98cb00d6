//! Turns what happened in a page into an event: an error that nothing caught, a resource that
//! failed to load, a rejection, a call of `console.error`, an error a site sends itself.
//!
//! Any of it may throw when it is read; `read` catches that.

use alloc::{string::String, vec::Vec};

use corncrake_core::{
    event::{Event, EventType},
    json::Json,
};
use wasm_bindgen::JsValue;

use crate::{
    codes,
    error::{self, MESSAGE_CHARS},
    joined::joined,
    read, resource, value,
};

/// UTF-16 units of an address. Query strings are long; the contract's own limit counts
/// what scrubbing leaves.
pub(crate) const URL_CHARS: u32 = 8_192;
/// Pieces of one call of `console.error` that are read: ten values and what is between.
const CONSOLE_PIECES: u32 = 20;
/// What an engine puts before the text of something thrown that is no error.
const PREFIXES: [&str; 2] = ["Uncaught ", "uncaught exception: "];

/// What was caught, as an event that still lacks its page and the site's `meta`; and the error
/// that it is about. With a call of `console.error` goes the stack of its caller.
pub(crate) fn event(code: u32, value: &JsValue, extra: &JsValue, thrown: &mut JsValue) -> Option<Event> {
    let kind = EventType::from_code(code.into())?;
    let mut event = Event { kind, ..Event::default() };
    *thrown = original(kind, value);
    match kind {
        EventType::UNHANDLED_ERROR => unhandled_error(value, thrown, &mut event)?,
        EventType::UNHANDLED_REJECTION | EventType::PROGRAMMATIC => error::describe(thrown, &mut event),
        EventType::CONSOLE_ERROR => {
            let logged = read::logged(value);
            *thrown = read::element(&logged, 0);
            console_error(&logged, thrown, extra, &mut event);
        }
        _ => return None,
    }
    Some(event)
}

/// What the site's own code would call the error.
pub(crate) fn original(kind: EventType, value: &JsValue) -> JsValue {
    match kind {
        EventType::UNHANDLED_ERROR => read::member(value, "error"),
        EventType::UNHANDLED_REJECTION => read::member(value, "reason"),
        _ => value.clone(),
    }
}

/// Adds what the site's own code says about an event to what the error itself said.
pub(crate) fn add_meta(event: &mut Event, meta: &JsValue) {
    let Some(Json::Map(mut members)) = value::json(meta) else { return };
    if let Some(Json::Map(own)) = event.meta.take() {
        members.extend(own);
    }
    event.meta = (!members.is_empty()).then_some(Json::Map(members));
}

/// An event that the site's own function gave back, whatever it made of it.
pub(crate) fn reviewed(given: &JsValue) -> Event {
    let part = |name| read::filled_text(given, name, error::STACK_CHARS);
    let kind = EventType::from_code(read::number(given, "type").into());
    let mut event = Event {
        kind: kind.unwrap_or_default(),
        name: part("name"),
        message: part("message").unwrap_or_default(),
        uri: part("uri"),
        stack: part("stack"),
        release: part("release"),
        environment: part("environment"),
        meta: None,
        fingerprint: read::fingerprint(given),
    };
    add_meta(&mut event, &read::member(given, "meta"));
    event
}

fn unhandled_error(cause: &JsValue, error: &JsValue, event: &mut Event) -> Option<()> {
    let Some(text) = read::text_member(cause, "message", MESSAGE_CHARS) else {
        return failed_resource(cause, event);
    };
    if read::kind(error) > codes::NULL {
        error::describe(error, event);
    } else {
        event.message = PREFIXES.iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(&text).into();
    }
    // Something thrown that is no error has no stack, and that of a syntax error in a file
    // is at most a header. The event knows the place itself.
    let has_frames = event.stack.as_ref().is_some_and(|stack| {
        event.name.as_deref() != Some("SyntaxError") || stack.bytes().any(|byte| byte == b'\n')
    });
    if !has_frames {
        let part = |name| read::filled_text(cause, name, URL_CHARS);
        if let (Some(file), Some(line), Some(column)) = (part("filename"), part("lineno"), part("colno")) {
            event.stack = Some(joined(&["    at ", &file, ":", &line, ":", &column]));
        }
    }
    Some(())
}

fn failed_resource(cause: &JsValue, event: &mut Event) -> Option<()> {
    let element = &read::member(cause, "target");
    let kind = resource::kind(element)?;
    // A component may call an event of its own `error`.
    if !read::has(cause, "isTrusted") {
        error::describe(cause, event);
        add_meta(event, &read::member(cause, "detail"));
        return Some(());
    }
    event.name = Some("ResourceError".into());
    event.message = joined(&[&kind, " failed to load: ", &resource::url(element)]);
    event.meta = Some(Json::Map(Vec::from([("element".into(), Json::Text(kind))])));
    Some(())
}

fn console_error(logged: &JsValue, error: &JsValue, stack: &JsValue, event: &mut Event) {
    let is_error = read::kind(error) > codes::NULL;
    let end = if is_error { read::number(logged, "1") + 2 } else { read::length(logged) };
    let mut words = String::new();
    for index in 2..end.min(CONSOLE_PIECES) {
        words.push_str(&value::text(&read::element(logged, index), MESSAGE_CHARS));
    }
    if is_error {
        error::describe(error, event);
        return add_meta(event, &read::said(&words));
    }
    event.message = words;
    event.stack = read::text(stack, error::STACK_CHARS);
}
