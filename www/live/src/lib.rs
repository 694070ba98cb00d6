//! What makes a page follow what happens: told over a WebSocket that something did, it asks
//! the server for the page once more and puts the new parts in the place of the old ones.
//!
//! The server alone knows how a page looks; here is no markup, and nothing of an event. A
//! page without this module, or without a connection, works by reload. It must never take
//! away what somebody is using: a part with a ticked box, a chosen text or a field that is
//! being typed into waits.

#![forbid(unsafe_code)]

mod page;
mod socket;

use std::rc::Rc;

use socket::Looking;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

/// Begins, where the page has something to follow.
#[wasm_bindgen(start)]
pub fn start() {
    let looking = Rc::new(Looking::default());
    for address in page::followed() {
        spawn_local(socket::follow(address, Rc::clone(&looking)));
    }
}
