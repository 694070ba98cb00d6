//! Live updates and conveniences of the pages: told over a WebSocket that something happened,
//! the module requests the page again and replaces its parts; keyboard shortcuts, copy buttons,
//! and times in the operator's own zone.
//!
//! The server alone knows the markup of a page; here is none, and nothing of an event. A page
//! without this module, or without a connection, is complete and works by reload. The module
//! must never take away what somebody is using: a part with a ticked box, an open fold or a
//! focused field waits.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod copy_buttons;
mod dom;
mod key_press;
mod local_time;
mod refresh;
mod shortcuts;
mod socket;

use std::rc::Rc;

use socket::Refresher;
#[cfg(target_arch = "wasm32")]
use talc::{
    cell::TalcSyncCell,
    wasm::{WasmBinning, WasmGrowAndClaim},
};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

/// A third of the default allocator's size.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: TalcSyncCell<WasmGrowAndClaim, WasmBinning> = TalcSyncCell::new_wasm(WasmGrowAndClaim);

/// Starts; the page's attributes say what there is to follow.
#[wasm_bindgen(start)]
pub fn start() {
    if let Some(root) = dom::root() {
        refresh::prepare(&root);
    }
    local_time::listen();
    copy_buttons::listen();
    shortcuts::listen();
    let refresher = Rc::new(Refresher::default());
    for address in refresh::socket_addresses().unwrap_or_default() {
        spawn_local(socket::follow(address, Rc::clone(&refresher)));
    }
}
