//! Every touch of the page: its address, clock, listeners, console and network.
//!
//! What the page could replace later is taken once, when the client is made. Nothing here
//! reads or writes a cookie or a storage.

use alloc::string::String;

use wasm_bindgen::prelude::*;

use crate::js;

#[wasm_bindgen(module = "/js/console.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn wrap(sink: &JsValue) -> Result<JsValue, JsValue>;
}

/// Characters of the page's address that are looked at. Query strings are long; the
/// contract's own limit counts what scrubbing leaves.
const ADDRESS_CHARS: u32 = 8_192;

/// The page, as it was when the client was made.
pub(crate) struct Host {
    global: JsValue,
    location: JsValue,
    navigator: JsValue,
    performance: JsValue,
    now: JsValue,
    fetch: JsValue,
    listen: JsValue,
    unlisten: JsValue,
    nothing: JsValue,
}

impl Host {
    pub(crate) fn new() -> Self {
        let global = js::global();
        let of = |object: &JsValue, name| js::member(object, name).unwrap_or(JsValue::UNDEFINED);
        let performance = of(&global, "performance");
        Self {
            location: of(&global, "location"),
            navigator: of(&global, "navigator"),
            now: of(&performance, "now"),
            performance,
            fetch: of(&global, "fetch"),
            listen: of(&global, "addEventListener"),
            unlisten: of(&global, "removeEventListener"),
            // The one function that every page has and that does nothing.
            nothing: of(&of(&global, "Function"), "prototype"),
            global,
        }
    }

    /// The page's address, query string and all: scrubbing takes that off.
    pub(crate) fn address(&self) -> Option<String> {
        js::text_member(&self.location, "href", ADDRESS_CHARS)
    }

    /// Whether the browser says Global Privacy Control.
    pub(crate) fn asks_for_privacy(&self) -> bool {
        js::member(&self.navigator, "globalPrivacyControl").is_some_and(|gpc| gpc.is_truthy())
    }

    /// Milliseconds on the page's own clock, which never goes back.
    pub(crate) fn now(&self) -> f64 {
        let none = &JsValue::UNDEFINED;
        js::call(&self.now, &self.performance, [none; 3]).and_then(|now| now.as_f64()).unwrap_or(0.0)
    }

    /// Listens in the capture phase, where also what failed to load is heard of.
    pub(crate) fn listen(&self, event: &str, listener: &JsValue) {
        js::call(&self.listen, &self.global, [&JsValue::from_str(event), listener, &JsValue::TRUE]);
    }

    pub(crate) fn unlisten(&self, event: &str, listener: &JsValue) {
        js::call(&self.unlisten, &self.global, [&JsValue::from_str(event), listener, &JsValue::TRUE]);
    }

    /// Has `console.error` call the sink as well; gives what ends that.
    pub(crate) fn wrap_console(&self, sink: &JsValue) -> Option<JsValue> {
        wrap(sink).ok()
    }

    pub(crate) fn unwrap_console(&self, restore: &JsValue) {
        let none = &JsValue::UNDEFINED;
        js::call(restore, none, [none; 3]);
    }

    /// Sends a request whose answer nobody waits for, and whose failure nobody hears of.
    pub(crate) fn fetch(&self, url: &str, init: &JsValue) {
        let none = &JsValue::UNDEFINED;
        let answer = js::call(&self.fetch, &self.global, [&JsValue::from_str(url), init, none]);
        if let Some(answer) = answer
            && let Some(catch) = js::member(&answer, "catch")
        {
            js::call(&catch, &answer, [&self.nothing, none, none]);
        }
    }
}
