//! Anything that can be thrown, as a name, a message and a stack: errors, DOM exceptions,
//! events, plain objects, primitives, and objects that throw when they are read.
//!
//! An error is what looks like one: one of another frame is no `instanceof Error` here.

use corncrake_core::wire::{
    limits,
    page_event::{MESSAGE, NAME, PageEvent, STACK},
};
use wasm_bindgen::JsValue;

use crate::{codes, read, value};

/// UTF-16 units of a name, by the contract.
const NAME_CHARS: u32 = limits::NAME_CHARS as u32;
/// UTF-16 units of a message, by the contract.
pub(crate) const MESSAGE_CHARS: u32 = limits::MESSAGE_CHARS as u32;
/// UTF-16 units of a stack. Engines give 10 to 100 frames of about 100 units.
pub(crate) const STACK_CHARS: u32 = 24_576;

/// What may stand behind an error: its cause, and the errors of an `AggregateError`. They go
/// to `meta`, each with its own name, message and stack.
const BEHIND: [&str; 2] = ["cause", "errors"];

/// Writes what was thrown into an event.
pub(crate) fn describe(thrown: &JsValue, event: &mut PageEvent) {
    if let Some(message) = read::text_member(thrown, "message", MESSAGE_CHARS) {
        event.texts[MESSAGE] = message;
        read::put_member(&mut event.texts[NAME], thrown, "name", NAME_CHARS);
        read::put(&mut event.texts[STACK], read::stack(thrown, STACK_CHARS));
        for name in BEHIND {
            let before = event.meta.len();
            event.begin_meta(name);
            if !value::write(&read::member(thrown, name), &mut event.meta, false) {
                event.meta.truncate(before);
            }
        }
    } else {
        event.texts[MESSAGE] = value::text(thrown, MESSAGE_CHARS);
        // The class of a plain object says nothing.
        let name = &mut event.texts[NAME];
        if read::kind(thrown) == codes::OBJECT {
            read::put_member(name, &read::member(thrown, "constructor"), "name", NAME_CHARS);
        }
        if name == "Object" {
            name.clear();
        }
    }
}
