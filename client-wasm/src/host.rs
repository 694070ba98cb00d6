//! Every touch of the page: `js/page.js` for its address, clock and network, and
//! `js/listen.js` for the hooks in it.
//!
//! What the page could replace later is taken once, when the client is made. Nothing here
//! throws, and nothing reads or writes a cookie or a storage.

use alloc::string::String;

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/page.js")]
extern "C" {
    /// The page, as it was when the client was made, and the way to one endpoint.
    pub(crate) type Page;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new(endpoint: &JsValue) -> Page;

    /// The page's address, query string and all: scrubbing takes that off.
    #[wasm_bindgen(method)]
    pub(crate) fn address(this: &Page) -> Option<String>;

    /// Milliseconds on the page's own clock, which never goes back.
    #[wasm_bindgen(method)]
    pub(crate) fn now(this: &Page) -> f64;

    /// Sends an event's body; nobody waits for the answer.
    #[wasm_bindgen(method)]
    pub(crate) fn event(this: &Page, body: &str, keepalive: bool);

    /// Counts a visit, unless the browser asks not to by Global Privacy Control.
    #[wasm_bindgen(method)]
    pub(crate) fn ping(this: &Page);
}

#[wasm_bindgen(module = "/js/listen.js")]
extern "C" {
    /// Hooks the page; calling what comes back takes the hooks out again.
    pub(crate) fn listen(console_errors: bool, sink: &JsValue) -> Unlisten;

    pub(crate) type Unlisten;
    #[wasm_bindgen(method)]
    pub(crate) fn call(this: &Unlisten);
}
