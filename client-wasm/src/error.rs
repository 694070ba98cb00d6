//! Anything that can be thrown, as a name, a message and a stack: errors, DOM exceptions,
//! events, plain objects, primitives, and objects that throw when they are looked at.
//!
//! An error is what looks like one: one of another frame is no `instanceof Error` here.

use alloc::string::String;

use corncrake_core::wire::limits;
use wasm_bindgen::JsValue;

use crate::{read, value};

/// UTF-16 units of a name, by the contract.
const NAME_CHARS: u32 = limits::NAME_CHARS as u32;
/// UTF-16 units of a message, by the contract.
pub(crate) const MESSAGE_CHARS: u32 = limits::MESSAGE_CHARS as u32;
/// UTF-16 units of a stack. Engines give 10 to 100 frames of about 100 units.
pub(crate) const STACK_CHARS: u32 = 24_576;

/// What was thrown.
pub(crate) struct Thrown {
    pub(crate) name: Option<String>,
    pub(crate) message: String,
    pub(crate) stack: Option<String>,
}

/// Reads what was thrown.
pub(crate) fn read(thrown: &JsValue) -> Thrown {
    let text = |name, most| read::text_member(thrown, name, most);
    match text("message", MESSAGE_CHARS) {
        Some(message) => Thrown {
            name: text("name", NAME_CHARS).filter(|name| !name.is_empty()),
            message,
            stack: text("stack", STACK_CHARS).filter(|stack| !stack.is_empty()),
        },
        None => Thrown { name: class(thrown), message: value::text(thrown, MESSAGE_CHARS), stack: None },
    }
}

/// Whether it is an error, and not only something with a message.
pub(crate) fn is_error(value: &JsValue) -> bool {
    read::has(value, "stack") && read::text_member(value, "message", 1).is_some()
}

/// The class of a thrown object, where that says anything.
fn class(of: &JsValue) -> Option<String> {
    if read::kind(of) != read::OBJECT {
        return None;
    }
    let name = read::text_member(&read::member(of, "constructor"), "name", NAME_CHARS)?;
    (!name.is_empty() && name != "Object").then_some(name)
}
