//! Reading values that the page made: `js/read.js`, where each operation is caught.

use alloc::string::String;

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/browser/read.js")]
extern "C" {
    /// The member of this name; `undefined` where there is none, or where reading throws.
    pub(crate) fn member(of: &JsValue, name: &str) -> JsValue;

    /// The member whose name stands at an index; of a stack what is worth the room.
    #[wasm_bindgen(js_name = walked)]
    pub(crate) fn named_member(of: &JsValue, names: &JsValue, index: u32) -> JsValue;

    /// The name at an index.
    #[wasm_bindgen(js_name = textMember)]
    pub(crate) fn name(names: &JsValue, index: u32, most: u32) -> Option<String>;

    /// The element at an index.
    #[wasm_bindgen(js_name = member)]
    pub(crate) fn element(of: &JsValue, index: u32) -> JsValue;

    /// A member that is a whole number; else 0.
    pub(crate) fn number(of: &JsValue, name: &str) -> u32;

    /// The text of an object that is better named than walked through.
    pub(crate) fn named(of: &JsValue, most: u32) -> Option<String>;

    /// A primitive that has a text of its own, as text of at most so many UTF-16 units.
    pub(crate) fn text(value: &JsValue, most: u32) -> Option<String>;

    /// The stack of an error.
    pub(crate) fn stack(of: &JsValue, most: u32) -> Option<String>;

    /// What `console.error` was called with: its first error and how many pieces stand before that,
    /// where there is one, and then the pieces that make its line.
    pub(crate) fn logged(args: &JsValue) -> JsValue;

    /// The words before an error in a call of `console.error`, as what goes along with it.
    pub(crate) fn said(words: &str) -> JsValue;

    /// Where an element loads from.
    pub(crate) fn address(of: &JsValue, most: u32) -> Option<String>;

    /// The text of a member.
    #[wasm_bindgen(js_name = textMember)]
    pub(crate) fn text_member(of: &JsValue, name: &str, most: u32) -> Option<String>;

    /// The parts of the list `fingerprint`, a line for each.
    pub(crate) fn fingerprint(of: &JsValue) -> Option<String>;

    /// What JSON would make of a value: a kind of `codes`.
    pub(crate) fn kind(value: &JsValue) -> u32;

    /// The indexes or names of an array's or object's members, at most so many.
    pub(crate) fn names(of: &JsValue, most: u32) -> JsValue;

    /// The members of both, of which the second's win.
    pub(crate) fn merged(of: &JsValue, and: &JsValue) -> JsValue;

    /// What an object says that it is in JSON, as a `Date` does, or what is in it, as in a `Map`;
    /// else itself.
    pub(crate) fn plain(value: &JsValue) -> JsValue;
}

/// How many elements an array has.
pub(crate) fn length(of: &JsValue) -> u32 {
    number(of, "length")
}

/// Puts what was read, if anything was, in the place of a text.
#[inline(never)]
pub(crate) fn put(text: &mut String, read: Option<String>) {
    if let Some(read) = read {
        *text = read;
    }
}

/// Puts the text of a member, if it has one, in the place of a text.
#[inline(never)]
pub(crate) fn put_member(text: &mut String, of: &JsValue, name: &str, most: u32) {
    put(text, text_member(of, name, most));
}

/// The text of a member that is not empty.
pub(crate) fn filled_text(of: &JsValue, name: &str, most: u32) -> Option<String> {
    text_member(of, name, most).filter(|text| !text.is_empty())
}
