//! The operator's variables and secrets, as text.

use wasm_bindgen::JsValue;
use worker::{Env, js_sys::Reflect};

/// A variable that is set and not empty. Read by hand: an unset one is `null` in plain
/// workerd, on which `Env::var` traps.
pub(crate) fn read(env: &Env, name: &str) -> Option<String> {
    let value = Reflect::get(env.as_ref(), &JsValue::from_str(name)).ok()?;
    value.as_string().filter(|text| !text.is_empty())
}
