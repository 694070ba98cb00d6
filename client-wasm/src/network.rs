//! What leaves the page: events, scrubbed and within the contract's limits, in batches that
//! `corncrake_core::outbox` decides on. This file only carries: page, clock and chance are
//! given to the outbox, and what it says is done.

use alloc::string::String;
use core::cell::{Cell, RefCell};

use corncrake_core::{
    outbox::{NextStep, Outbox},
    wire::page_event::PageEvent,
};
use wasm_bindgen::JsValue;

use crate::{
    codes::{BATCH_PATH, RETRY_UNIT},
    host::Page,
};

/// The way out of one page.
pub(crate) struct Transport {
    page: Page,
    outbox: RefCell<Outbox>,
    /// When the page wakes the client next, if it does.
    wakes_at: Cell<f64>,
    is_left: Cell<bool>,
}

impl Transport {
    pub(crate) fn new(page: Page) -> Self {
        Self {
            page,
            outbox: RefCell::default(),
            wakes_at: Cell::new(f64::INFINITY),
            is_left: Cell::new(false),
        }
    }

    /// Works on the outbox. Nothing of the page runs meanwhile, so it is never taken twice.
    fn with<T: Default>(&self, act: impl FnOnce(&mut Outbox) -> T) -> T {
        self.outbox.try_borrow_mut().map(|mut outbox| act(&mut outbox)).unwrap_or_default()
    }

    pub(crate) fn page(&self) -> &Page {
        &self.page
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.with(|outbox| outbox.is_closed())
    }

    pub(crate) fn count_repeat(&self, key: u32, now: f64) -> bool {
        self.with(|outbox| outbox.count_repeat(key, now))
    }

    pub(crate) fn count_lost(&self) {
        // The first one sees to it that there is a request; the rest goes with that.
        if self.with(|outbox| outbox.count_lost(1)) {
            self.run();
        }
    }

    pub(crate) fn clear(&self) {
        self.is_left.set(false);
        self.with(Outbox::clear);
        // A client that does not watch the page sets no timer.
        self.wakes_at.set(f64::INFINITY);
    }

    /// Takes an event in; the site may be asked about it before.
    pub(crate) fn send(
        &self,
        (key, similarity): (u32, u32),
        event: PageEvent,
        now: f64,
        ask: Option<(JsValue, JsValue)>,
    ) {
        if !self.with(|outbox| outbox.reserve(key, similarity, now)) {
            return self.run(); // it is counted as lost, and the count has to be sent
        }
        let body = event.encode();
        match ask {
            Some((on_event, original)) => self.page.consult(&on_event, &body, &original, key),
            None => {
                self.with(|outbox| outbox.fill(key, body));
                self.run();
            }
        }
    }

    /// The site was asked about an event, and gives it back or does not.
    pub(crate) fn reviewed(&self, key: u32, body: Option<String>) {
        self.with(|outbox| match body {
            Some(body) => outbox.fill(key, body),
            None => outbox.discard(key),
        });
        self.run();
    }

    /// The collector's answer: its status, and a thousand times the seconds it asks to wait.
    pub(crate) fn on_response(&self, number: u32) {
        let (now, is_online, chance) = (self.page.now(), self.page.is_online(), self.page.chance());
        self.with(|outbox| {
            outbox.on_response(now, number % RETRY_UNIT, number / RETRY_UNIT, is_online, chance)
        });
        self.run();
    }

    pub(crate) fn on_wake(&self) {
        self.wakes_at.set(f64::INFINITY);
        self.run();
    }

    pub(crate) fn send_soon(&self) {
        self.with(Outbox::send_soon);
        self.run();
    }

    /// The page is left, or came back.
    pub(crate) fn set_left(&self, is_left: bool) {
        // A page says that it is shown when it was loaded, too.
        if self.is_left.replace(is_left) && !is_left {
            self.with(Outbox::resume);
        }
        self.run();
    }

    /// Does what is to be done now.
    fn run(&self) {
        let (now, is_online) = (self.page.now(), self.page.is_online());
        let half = || (self.page.chance() * 4_294_967_296.0) as u64;
        let id = || half() << 32 | half();
        if self.is_left.get() {
            while let Some(body) = self.with(|outbox| outbox.flush_on_leave(now, id)) {
                self.page.post(BATCH_PATH, Some(&body), true, false);
            }
            return;
        }
        match self.with(|outbox| outbox.next_step(now, is_online, id)) {
            NextStep::Send { body, keepalive } => self.page.post(BATCH_PATH, Some(&body), keepalive, true),
            NextStep::Wait(wait) if now + wait < self.wakes_at.get() => {
                self.wakes_at.set(now + wait);
                self.page.wake(wait);
            }
            _ => {}
        }
    }
}
