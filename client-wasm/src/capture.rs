//! Turns what happened in a page into an event: an error that nothing caught, a resource that
//! failed to load, a rejection, a call of `console.error`, an error a site sends itself.
//!
//! Any of it may throw when it is read; `read` catches that.

use alloc::string::String;

use corncrake_core::{
    event::EventType,
    json::write_text,
    scrub,
    wire::page_event::{FINGERPRINT, MESSAGE, NAME, PageEvent, STACK},
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
/// What a site's own function calls the texts of an event, in their order.
static NAMES: [&str; 6] = ["name", "message", "uri", "stack", "release", "environment"];
/// What an engine puts before the text of something thrown that is no error.
const PREFIXES: [&str; 2] = ["Uncaught ", "uncaught exception: "];

/// Reads what was caught into an event, which then still lacks its page and the site's `meta`, and gives
/// the error that it is about; whether it is an event at all. With a call of `console.error` goes the
/// stack of its caller.
pub(crate) fn event(event: &mut PageEvent, value: &JsValue, extra: &JsValue, thrown: &mut JsValue) -> bool {
    *thrown = original(event.kind, value);
    match event.kind {
        EventType::UNHANDLED_ERROR => return unhandled_error(value, thrown, event).is_some(),
        EventType::UNHANDLED_REJECTION | EventType::PROGRAMMATIC => error::describe(thrown, event),
        EventType::CONSOLE_ERROR => {
            let logged = read::logged(value);
            *thrown = read::element(&logged, 0);
            console_error(&logged, thrown, extra, event);
        }
        _ => return false,
    }
    true
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
pub(crate) fn add_meta(event: &mut PageEvent, meta: &JsValue) {
    let mut written = String::new();
    value::write(meta, &mut written, false);
    // What the error itself said stands behind it, and so counts where both have a name.
    if let Some(members) = written.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'))
        && !members.is_empty()
    {
        event.meta = joined(&[members, if event.meta.is_empty() { "" } else { "," }, &event.meta]);
    }
}

/// An event that the site's own function gave back, whatever it made of it.
pub(crate) fn reviewed(given: &JsValue) -> PageEvent {
    let mut event = PageEvent::new(read::number(given, "type"));
    for (text, name) in event.texts.iter_mut().zip(&NAMES) {
        read::put_member(text, given, name, error::STACK_CHARS);
    }
    read::put(&mut event.texts[FINGERPRINT], read::fingerprint(given));
    add_meta(&mut event, &read::member(given, "meta"));
    event
}

fn unhandled_error(cause: &JsValue, error: &JsValue, event: &mut PageEvent) -> Option<()> {
    let Some(text) = read::text_member(cause, "message", MESSAGE_CHARS) else {
        return failed_resource(cause, event);
    };
    if read::kind(error) > codes::NULL {
        error::describe(error, event);
    } else {
        let message = PREFIXES.iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(&text);
        event.texts[MESSAGE].push_str(message);
    }
    // Something thrown that is no error has no stack, and that of a syntax error in a file
    // is at most a header. The event knows the place itself.
    let stack = &event.texts[STACK];
    let is_header = event.texts[NAME] == "SyntaxError" && !stack.bytes().any(|byte| byte == b'\n');
    if stack.is_empty() || is_header {
        let part = |name| read::filled_text(cause, name, URL_CHARS);
        if let (Some(file), Some(line), Some(column)) = (part("filename"), part("lineno"), part("colno")) {
            event.texts[STACK] = joined(&["    at ", &file, ":", &line, ":", &column]);
        }
    }
    Some(())
}

fn failed_resource(cause: &JsValue, event: &mut PageEvent) -> Option<()> {
    let element = &read::member(cause, "target");
    let kind = resource::kind(element)?;
    // A component may call an event of its own `error`.
    if read::number(cause, "isTrusted") == 0 {
        error::describe(cause, event);
        add_meta(event, &read::member(cause, "detail"));
        return Some(());
    }
    event.texts[NAME].push_str("ResourceError");
    event.texts[MESSAGE] = joined(&[&kind, " failed to load: ", &resource::url(element)]);
    event.begin_meta("element");
    write_text(&scrub::text(&kind), &mut event.meta);
    Some(())
}

fn console_error(logged: &JsValue, error: &JsValue, stack: &JsValue, event: &mut PageEvent) {
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
    event.texts[MESSAGE] = words;
    read::put(&mut event.texts[STACK], read::text(stack, error::STACK_CHARS));
}
