//! Live updates and conveniences of the pages: told over a WebSocket that something happened,
//! the module requests the page again and replaces its parts; keyboard shortcuts, copy buttons,
//! the place in a list, and the operator's own time zone.
//!
//! The server alone knows the markup of a page; here is none, and nothing of an event. A page
//! without this module, or without a connection, is complete and works by reload. The module
//! must never move what somebody looks at: a part with the pointer, the focus, a ticked box or an
//! open fold waits behind a bar.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod copy_buttons;
mod dom;
mod key_press;
mod list_focus;
mod refresh;
mod shortcuts;
mod socket;
mod time_zone;
mod waiting;

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
    copy_buttons::listen();
    shortcuts::listen();
    list_focus::listen();
    dom::on("click", refresh::click);
    if time_zone::remember() == Some(true) {
        spawn_local(refresh::redraw());
    }
    let refresher = Rc::new(Refresher::default());
    for address in refresh::socket_addresses().unwrap_or_default() {
        spawn_local(socket::follow(address, Rc::clone(&refresher)));
    }
}
