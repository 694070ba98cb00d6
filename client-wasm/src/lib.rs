//! The client's exported surface, and nothing else: what `js/index.js` calls.
//!
//! No call throws into the page, whatever it is given, and none stores anything: no
//! cookie, no storage, no identifier. What leaves goes through `transport` and is
//! scrubbed before.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

use alloc::rc::Rc;
use core::cell::Cell;

use corncrake_core::event::EventType;
use wasm_bindgen::prelude::*;

mod budget;
mod capture;
mod error;
mod hooks;
mod host;
mod joined;
mod options;
mod read;
mod resource;
#[cfg(all(target_arch = "wasm32", not(feature = "std")))]
mod runtime;
mod transport;
mod value;

use capture::Capture;
use hooks::Hooks;

/// Watches one page and sends what it catches to one endpoint.
#[wasm_bindgen]
pub struct Client {
    capture: Rc<Capture>,
    hooks: Cell<Option<Hooks>>,
}

#[wasm_bindgen]
impl Client {
    /// Starts to watch. The endpoint is `https://collector/v1/KEY`; the options are those
    /// of `js/corncrake.d.ts`, and `meta`, an object that every event takes along.
    #[wasm_bindgen(constructor)]
    pub fn new(endpoint: &JsValue, options: &JsValue) -> Client {
        let capture = Rc::new(Capture::new(endpoint, options));
        let hooks = Hooks::install(&capture);
        Client { capture, hooks: Cell::new(Some(hooks)) }
    }

    /// Sends an error that the site's own code caught, with what it wants to add.
    #[wasm_bindgen(js_name = sendEvent)]
    pub fn send_event(&self, error: &JsValue, meta: &JsValue) {
        self.capture.record(EventType::PROGRAMMATIC.code().into(), error, meta, None);
    }

    /// Counts a visit, unless the browser asks not to by Global Privacy Control.
    pub fn ping(&self) {
        self.capture.ping();
    }

    /// Takes what the stub (`js/early.js`) caught before this module was there.
    pub fn replay(&self, record: &JsValue) {
        self.capture.replay(record);
    }

    /// Stops watching: every listener is removed and `console.error` is given back.
    pub fn stop(&self) {
        self.hooks.set(None);
    }

    /// How many events were not sent, because a page may send only so many.
    #[wasm_bindgen(getter)]
    pub fn dropped(&self) -> u32 {
        self.capture.dropped()
    }
}
