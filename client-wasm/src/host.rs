//! Every touch of the page, by `js/page.js` its address, clock and network, by `js/listen.js`
//! the hooks in it. Nothing here throws, and nothing reads or writes a cookie or a storage.

use alloc::string::String;

use wasm_bindgen::prelude::*;

/// A report of the page: a code, a number, the value, what goes along, and the address.
pub(crate) type Callback = dyn Fn(u32, u32, JsValue, JsValue, JsValue);

// It stands here, where something is called: of a module that nothing calls, a build without
// link-time optimisation has no section.
#[wasm_bindgen(module = "/js/codes.js")]
extern "C" {
    /// Nothing uses it: the declaration has wasm-bindgen put the file where the others import it.
    #[allow(dead_code)]
    type Codes;
}

#[wasm_bindgen(module = "/js/browser/page.js")]
extern "C" {
    /// The page, and the way to one endpoint.
    pub(crate) type Page;

    /// Takes of the page what is needed later. The endpoint is `https://collector/v1/KEY`.
    pub(crate) fn open(endpoint: &str, fetch: &JsValue) -> Page;

    /// Sends every report of the page to `sink`; returns the function by which the loader reports.
    #[wasm_bindgen(method)]
    pub(crate) fn attach(this: &Page, sink: &JsValue) -> JsValue;

    /// The page's address, query string and all: scrubbing takes that off.
    #[wasm_bindgen(method)]
    pub(crate) fn address(this: &Page) -> Option<String>;

    /// Milliseconds on the page's own clock, which never goes back.
    #[wasm_bindgen(method)]
    pub(crate) fn now(this: &Page) -> f64;

    /// A number from 0 to below 1.
    #[wasm_bindgen(method)]
    pub(crate) fn chance(this: &Page) -> f64;

    /// Whether the browser asks for Global Privacy Control.
    #[wasm_bindgen(method, js_name = isPrivate)]
    pub(crate) fn is_private(this: &Page) -> bool;

    #[wasm_bindgen(method, js_name = isOnline)]
    pub(crate) fn is_online(this: &Page) -> bool;

    /// Posts a body; `reports_answer` says whether the answer comes back as a `RESPONSE`.
    #[wasm_bindgen(method)]
    pub(crate) fn post(this: &Page, path: &str, body: Option<&str>, keepalive: bool, reports_answer: bool);

    /// Wakes the client in so many milliseconds.
    #[wasm_bindgen(method)]
    pub(crate) fn wake(this: &Page, milliseconds: f64);

    /// Whether an error, or its message, was reported before.
    #[wasm_bindgen(method)]
    pub(crate) fn seen(this: &Page, error: &JsValue, code: u32, message: &str) -> bool;

    /// Calls the site's `onEvent` with an event, given as JSON; its result comes back as `REVIEWED`.
    #[wasm_bindgen(method)]
    pub(crate) fn consult(this: &Page, on_event: &JsValue, event: &str, original: &JsValue, key: u32);
}

#[wasm_bindgen(module = "/js/browser/listen.js")]
extern "C" {
    /// Hooks the page; calling what comes back takes the hooks out again.
    pub(crate) fn listen(page: &Page) -> Unlisten;

    pub(crate) type Unlisten;
    #[wasm_bindgen(method)]
    pub(crate) fn call(this: &Unlisten);
}
