//! What a site set the client up with. Any value is accepted; what is not as it should be
//! counts as absent. All of it is read when it is needed, so that a site can change its mind.

use alloc::string::String;

use corncrake_core::wire::limits;
use wasm_bindgen::JsValue;

use crate::{codes, read};

/// UTF-16 units of an option that is a word.
const WORD_CHARS: u32 = 16;

/// UTF-16 units of the collector's address.
const ENDPOINT_CHARS: u32 = 2_048;

/// The options of `js/types/corncrake.d.ts`, and what the site sees of the client.
pub(crate) struct Options {
    options: JsValue,
    api: JsValue,
}

impl Options {
    pub(crate) fn new(options: JsValue, api: JsValue) -> Self {
        Self { options, api }
    }

    pub(crate) fn endpoint(&self) -> String {
        read::text_member(&self.options, "endpoint", ENDPOINT_CHARS).unwrap_or_default()
    }

    pub(crate) fn release(&self) -> Option<String> {
        read::text_member(&self.options, "release", limits::RELEASE_CHARS as u32)
    }

    pub(crate) fn environment(&self) -> Option<String> {
        read::text_member(&self.options, "environment", limits::RELEASE_CHARS as u32)
    }

    /// Whether Global Privacy Control stops events as well.
    pub(crate) fn privacy_stops_all(&self) -> bool {
        read::text_member(&self.options, "privacyControl", WORD_CHARS).as_deref() == Some("all")
    }

    /// The site's own object, which every event takes along as it then is.
    pub(crate) fn meta(&self) -> JsValue {
        read::member(&self.api, "meta")
    }

    /// The site's own function, which is asked about each event, where it is one.
    pub(crate) fn on_event(&self) -> Option<JsValue> {
        let mut given = [&self.options, &self.api].into_iter().map(|of| read::member(of, "onEvent"));
        given.find(|given| read::kind(given) == codes::FUNCTION)
    }
}
