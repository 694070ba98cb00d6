//! The operator's variables and secrets, as text.

use wasm_bindgen::JsValue;
use worker::{Env, js_sys::Reflect};

use super::log;

/// A variable that is set and not empty. Read by hand: an unset one is `null` in plain
/// workerd, on which `Env::var` traps.
pub(crate) fn read(env: &Env, name: &str) -> Option<String> {
    let value = Reflect::get(env.as_ref(), &JsValue::from_str(name)).ok()?;
    value.as_string().filter(|text| !text.is_empty())
}

/// Whether there is a binding of this name.
pub(crate) fn has_binding(env: &Env, name: &str) -> bool {
    Reflect::get(env.as_ref(), &JsValue::from_str(name)).is_ok_and(|value| value.is_object())
}

/// A variable that is a whole number. What does not read is as if it was not set, and said
/// in the log.
pub(crate) fn number(env: &Env, name: &'static str) -> Option<u32> {
    let text = read(env, name)?;
    let number = text.trim().parse().ok();
    if number.is_none() {
        log::failure("a variable is no whole number; its default counts", name);
    }
    number
}
