//! A part of the document that loads something: its kind and its address.

use alloc::string::String;

use wasm_bindgen::JsValue;

use crate::read;

/// UTF-16 units of an element's kind. Custom elements have names of any length.
const KIND_CHARS: u32 = 64;
/// UTF-16 units of an address.
const URL_CHARS: u32 = 2_048;

/// The element's kind, such as `img`; none if it is no element.
pub(crate) fn kind(element: &JsValue) -> Option<String> {
    read::filled_text(element, "localName", KIND_CHARS)
}

/// Where it loads from; empty if nowhere.
pub(crate) fn url(element: &JsValue) -> String {
    read::address(element, URL_CHARS).unwrap_or_default()
}
