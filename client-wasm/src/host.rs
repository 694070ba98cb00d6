//! Every touch of the page: `js/page.js` for its address, clock and network, and
//! `js/listen.js` for the hooks in it.
//!
//! What the page could replace later is taken once, when the client is made. Nothing here
//! throws, and nothing reads or writes a cookie or a storage.

use alloc::string::String;

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/page.js")]
extern "C" {
    /// The page, as it was when the client was made.
    pub(crate) type Page;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new() -> Page;

    /// The page's address, query string and all: scrubbing takes that off.
    #[wasm_bindgen(method)]
    pub(crate) fn address(this: &Page) -> String;

    /// Whether the browser says Global Privacy Control.
    #[wasm_bindgen(method, js_name = asksForPrivacy)]
    pub(crate) fn asks_for_privacy(this: &Page) -> bool;

    /// Milliseconds on the page's own clock, which never goes back.
    #[wasm_bindgen(method)]
    pub(crate) fn now(this: &Page) -> f64;

    /// Sends a request whose answer nobody waits for.
    #[wasm_bindgen(method)]
    pub(crate) fn post(this: &Page, url: &str, body: Option<&str>, keepalive: bool);
}

#[wasm_bindgen(module = "/js/listen.js")]
extern "C" {
    /// Hooks the page; calling what comes back takes the hooks out again.
    #[wasm_bindgen(catch)]
    pub(crate) fn listen(console_errors: bool, sink: &JsValue) -> Result<Unlisten, JsValue>;

    pub(crate) type Unlisten;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn call(this: &Unlisten) -> Result<(), JsValue>;
}
