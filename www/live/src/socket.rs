//! The connection: opened again when it breaks, each time a little later; what it tells is
//! gathered, so that a storm of events is a page every few seconds.

use std::{cell::Cell, rc::Rc};

use futures_util::StreamExt;
use gloo_net::websocket::{Message, futures::WebSocket};
use gloo_timers::future::TimeoutFuture;
use serde::Deserialize;
use wasm_bindgen_futures::spawn_local;

use crate::refresh;

/// Milliseconds between two looks at the server: quick enough to watch, slow enough for a storm.
const GATHER_MS: u32 = 1_500;
/// Milliseconds before a broken connection is opened again: at first, and at most.
const FIRST_WAIT_MS: u32 = 1_000;
const LONGEST_WAIT_MS: u32 = 60_000;

/// What the server tells: that something happened, never what.
#[derive(Debug, Deserialize)]
struct Told {
    /// How many events since it told last.
    events: u32,
}

/// Follows an address for as long as the page is there.
pub(crate) async fn follow(address: String, looking: Rc<Looking>) {
    let mut wait = FIRST_WAIT_MS;
    loop {
        if let Ok(mut socket) = WebSocket::open(&address) {
            while let Some(Ok(message)) = socket.next().await {
                wait = FIRST_WAIT_MS;
                refresh::say("Live: updates automatically.");
                if happened(&message) {
                    looking.soon();
                }
            }
        }
        refresh::say("Not connected; reload to see what is new");
        TimeoutFuture::new(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT_MS);
    }
}

fn happened(message: &Message) -> bool {
    let Message::Text(text) = message else { return false };
    let told =
        js_sys::JSON::parse(text).ok().and_then(|told| serde_wasm_bindgen::from_value::<Told>(told).ok());
    told.is_some_and(|told| told.events > 0)
}

/// Whether a look at the server is due, and whether another is after it.
#[derive(Default)]
pub(crate) struct Looking {
    is_due: Cell<bool>,
    again: Cell<bool>,
}

impl Looking {
    /// Looks at once where nothing is under way; else once more after that.
    fn soon(self: &Rc<Self>) {
        self.again.set(true);
        if self.is_due.replace(true) {
            return;
        }
        let own = Rc::clone(self);
        spawn_local(async move {
            while own.again.replace(false) {
                refresh::renew().await;
                TimeoutFuture::new(GATHER_MS).await;
            }
            // What came after the last word of a storm is told by nobody.
            refresh::renew().await;
            own.is_due.set(false);
        });
    }
}
