//! What a site set up the client with. Any value is accepted; what is not as it should
//! be counts as absent.

use alloc::string::String;

use corncrake_core::wire::limits;
use wasm_bindgen::JsValue;

use crate::read;

/// The options of `js/corncrake.d.ts` that the module itself needs.
pub(crate) struct Options {
    pub(crate) release: Option<String>,
    pub(crate) environment: Option<String>,
    pub(crate) console_errors: bool,
    /// The site's own object, read anew for every event.
    pub(crate) meta: JsValue,
}

impl Options {
    pub(crate) fn read(options: &JsValue) -> Self {
        let text = |name| read::text_member(options, name, limits::RELEASE_CHARS as u32);
        Self {
            release: text("release"),
            environment: text("environment"),
            console_errors: read::member(options, "consoleErrors") != false,
            meta: read::member(options, "meta"),
        }
    }
}
