//! The client's one exported function, and nothing else: what `js/browser/client.js` calls.
//!
//! Nothing in here throws into the page, whatever it is given, and nothing is stored: no
//! cookie, no storage, no identifier. What leaves goes through `network`, scrubbed.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]
#![deny(unsafe_code)]

extern crate alloc;

use wasm_bindgen::prelude::*;

#[cfg(any(all(target_arch = "wasm32", not(feature = "std")), all(test, not(target_arch = "wasm32"))))]
mod allocator;
mod budget;
mod capture;
mod client;
mod codes;
mod error;
mod host;
mod joined;
mod key;
mod network;
mod options;
mod read;
mod resource;
#[cfg(all(target_arch = "wasm32", not(feature = "std")))]
mod runtime;
mod value;

/// Begins to watch a page. The options are those of `js/types/corncrake.d.ts` with the `endpoint`,
/// `api` is what the site sees (`meta` and `onEvent` may be set on it), `fetch` is the page's
/// as it was when the stub came.
///
/// Returns the function by which everything is reported to the client: what happened (a
/// code of `js/codes.js`), with which value, what goes along with it, and on which page if not
/// on this one.
#[wasm_bindgen]
pub fn start(options: JsValue, api: JsValue, fetch: JsValue) -> JsValue {
    client::start(options, api, &fetch)
}
