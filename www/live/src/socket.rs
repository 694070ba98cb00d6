//! The WebSockets: reopened when they break, each time a little later. Their messages are
//! collected, so that a storm of events refreshes the page once every few seconds.

use std::{cell::Cell, rc::Rc};

use futures_util::StreamExt;
use gloo_net::websocket::{Message, futures::WebSocket};
use gloo_timers::future::TimeoutFuture;
use serde::Deserialize;
use wasm_bindgen_futures::spawn_local;

use crate::{
    refresh::{has_parts, refresh, set_connection},
    waiting,
};

/// Milliseconds between two refreshes: quick enough to watch, slow enough for a storm.
const REFRESH_INTERVAL_MS: u32 = 1_500;
/// Milliseconds before a broken connection is reopened: at first, and at most.
const FIRST_WAIT_MS: u32 = 1_000;
const LONGEST_WAIT_MS: u32 = 60_000;

/// A message of the server: that something happened, never what.
#[derive(Debug, Deserialize)]
struct LiveMessage {
    /// Events since the last message: a number of JavaScript.
    events: f64,
}

/// Follows an address for as long as the page lives.
pub(crate) async fn follow(address: String, refresher: Rc<Refresher>) {
    let mut wait = FIRST_WAIT_MS;
    loop {
        if let Ok(mut socket) = WebSocket::open(&address) {
            while let Some(Ok(message)) = socket.next().await {
                wait = FIRST_WAIT_MS;
                set_connection("Live: updates automatically.");
                let events = read(&message).map_or(0, |message| message.events as u32);
                if events > 0 {
                    refresher.take(events);
                }
            }
        }
        set_connection("Not connected; reload for new events");
        TimeoutFuture::new(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT_MS);
    }
}

/// Reads a message with the browser's own JSON parser, which costs the module no byte.
fn read(message: &Message) -> Option<LiveMessage> {
    let Message::Text(text) = message else { return None };
    serde_wasm_bindgen::from_value(js_sys::JSON::parse(text).ok()?).ok()
}

/// Refreshes the page, one refresh at a time.
#[derive(Default)]
pub(crate) struct Refresher {
    is_running: Cell<bool>,
    is_requested: Cell<bool>,
    /// Events since the page came, where it has no part that follows them.
    events: Cell<u32>,
}

impl Refresher {
    /// Takes events: the parts of the page follow them; a page without one says how many there are.
    fn take(self: &Rc<Self>, events: u32) {
        if has_parts() {
            return self.schedule();
        }
        self.events.set(self.events.get().saturating_add(events));
        waiting::show_events(self.events.get());
    }

    /// Refreshes at once where no refresh is running; else once more after it.
    fn schedule(self: &Rc<Self>) {
        self.is_requested.set(true);
        if self.is_running.replace(true) {
            return;
        }
        let own = Rc::clone(self);
        spawn_local(async move {
            while own.is_requested.replace(false) {
                refresh(false).await;
                TimeoutFuture::new(REFRESH_INTERVAL_MS).await;
            }
            // No message announces what came after the last one of a storm.
            refresh(false).await;
            own.is_running.set(false);
        });
    }
}
