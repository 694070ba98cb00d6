//! What a site set up the client with. Any value is accepted; what is not as it should
//! be counts as absent.

use alloc::string::String;

use corncrake_core::wire::limits;
use wasm_bindgen::JsValue;

use crate::read;

/// The options of `js/corncrake.d.ts`, in an object that is the client's own.
pub(crate) struct Options(JsValue);

impl Options {
    pub(crate) fn new(options: &JsValue) -> Self {
        Self(options.clone())
    }

    pub(crate) fn release(&self) -> Option<String> {
        read::text_member(&self.0, "release", limits::RELEASE_CHARS as u32)
    }

    pub(crate) fn environment(&self) -> Option<String> {
        read::text_member(&self.0, "environment", limits::RELEASE_CHARS as u32)
    }

    /// Whether calls of `console.error` are events; they are unless it says no.
    pub(crate) fn console_errors(&self) -> bool {
        read::member(&self.0, "consoleErrors") != JsValue::FALSE
    }

    /// The site's own object, which every event takes along as it then is.
    pub(crate) fn meta(&self) -> JsValue {
        read::member(&self.0, "meta")
    }
}
