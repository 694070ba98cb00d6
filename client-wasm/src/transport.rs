//! What leaves the page: an event, scrubbed and within the contract's limits, as one small
//! request (`js/page.js`).

use corncrake_core::{event::Event, scrub, wire::trackx};

use crate::host::Page;

/// Bytes of a body that may go with `keepalive`. A browser refuses more than 64 KiB in
/// flight, all libraries of the page together.
const KEEPALIVE_BYTES: usize = 60_000;

/// Sends an event.
pub(crate) fn send(page: &Page, mut event: Event) {
    scrub::event(&mut event);
    trackx::fit(&mut event);
    let body = trackx::encode(&event);
    page.event(&body, body.len() <= KEEPALIVE_BYTES);
}
