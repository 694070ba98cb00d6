//! What makes a page follow what happens, and quicker to use: told over a WebSocket that
//! something happened, it asks the server for the page once more and puts the new parts in
//! the place of the old ones; single keys, buttons that copy, and times on one's own clock.
//!
//! The server alone knows how a page looks; here is no markup, and nothing of an event. A
//! page without this module, or without a connection, is complete and works by reload. It
//! must never take away what somebody is using: a part with a ticked box, a chosen text or a
//! field that is being typed into waits.

#![forbid(unsafe_code)]

mod copy_buttons;
mod local_time;
mod refresh;
mod shortcuts;
mod socket;

use std::rc::Rc;

use socket::Looking;
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

/// Begins; what there is to follow, the page says.
#[wasm_bindgen(start)]
pub fn start() {
    if let Some(whole) = refresh::document().and_then(|page| page.document_element()) {
        refresh::prepare(&whole);
    }
    local_time::listen();
    copy_buttons::listen();
    shortcuts::listen();
    let looking = Rc::new(Looking::default());
    for address in refresh::followed() {
        spawn_local(socket::follow(address, Rc::clone(&looking)));
    }
}
