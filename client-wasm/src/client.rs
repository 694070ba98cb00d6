//! What the client is told, and what it does about it.
//!
//! While it works it hears nothing: what the page's own getters or functions throw or log on
//! the way is left alone, so that the client can never feed itself.

use alloc::rc::Rc;
use core::cell::{Cell, OnceCell};

use corncrake_core::event::{Event, EventType};
use wasm_bindgen::prelude::*;

use crate::{
    bucket::Bucket,
    capture,
    courier::Courier,
    host::{self, Page, Sink, Unlisten},
    key,
    options::Options,
    read,
};

// Codes up to 4 are types of events (`EventType`); these are the rest. The stub knows the
// first two, `js/page.js` the others.
const PING: u32 = 5;
const CONSENT: u32 = 6;
const ANSWERED: u32 = 7;
const WOKEN: u32 = 8;
const HIDDEN: u32 = 9;
const LEFT: u32 = 10;
const BACK: u32 = 11;
const CONSULTED: u32 = 12;

/// Errors that are looked at, at once: each costs the page some microseconds.
const LOOKS: f64 = 5_000.0;
/// Milliseconds until one more is looked at: a page that fails without end spends no more
/// than about a hundredth of its time on that.
const LOOK_EVERY_MS: f64 = 2.0;
/// Different errors that are read, scrubbed and written, at once. A page that starts broken
/// fails in several places.
const NEW: f64 = 40.0;
/// Milliseconds until one more is.
const NEW_EVERY_MS: f64 = 500.0;

struct Client {
    options: Options,
    page: Rc<Page>,
    courier: Courier,
    looks: Bucket,
    new: Bucket,
    /// The hooks in the page, while it is watched.
    hooks: Cell<Option<Unlisten>>,
    is_on: Cell<bool>,
    is_busy: Cell<bool>,
    _sink: OnceCell<Closure<Sink>>,
}

pub(crate) fn start(options: &JsValue, api: &JsValue, fetch: &JsValue) -> JsValue {
    let options = Options::new(options, api);
    let page = Rc::new(host::open(&options.endpoint(), fetch));
    let client = Rc::new(Client {
        courier: Courier::new(&page),
        options,
        page,
        looks: Bucket::new(LOOKS, LOOK_EVERY_MS),
        new: Bucket::new(NEW, NEW_EVERY_MS),
        hooks: Cell::default(),
        is_on: Cell::new(false),
        is_busy: Cell::new(false),
        _sink: OnceCell::new(),
    });
    let told = client.clone();
    let sink = Closure::<Sink>::new(move |code, number, value: JsValue, extra: JsValue, uri: JsValue| {
        told.told(code, number, &value, &extra, &uri);
    });
    let tell = client.page.attach(sink.as_ref());
    // The client lives as long as its page.
    let _ = client._sink.set(sink);
    tell
}

impl Client {
    fn told(&self, code: u32, number: u32, value: &JsValue, extra: &JsValue, uri: &JsValue) {
        // These two may come out of the site's own function, while the client works.
        if code == CONSENT {
            return self.consent(number != 0);
        }
        if code == CONSULTED {
            let given = (read::kind(value) == read::OBJECT).then(|| capture::read_back(value));
            return self.courier.fill(number, given);
        }
        // A call that the end of the page's stack cuts off stays busy for good: its memory
        // may be half-changed, and nothing may work on with that.
        if !self.is_on.get() || self.is_busy.replace(true) {
            return;
        }
        match code {
            PING if self.page.is_private() => {}
            PING => self.page.post("/ping", None, true, false),
            ANSWERED => self.courier.answered(number),
            WOKEN => self.courier.woken(),
            HIDDEN => self.courier.hurry(),
            LEFT => self.courier.leave(true),
            BACK => self.courier.leave(false),
            _ => self.record(code, value, extra, uri),
        }
        self.is_busy.set(false);
        if self.courier.is_closed() {
            self.consent(false);
        }
    }

    fn consent(&self, is_given: bool) {
        let is_on = is_given && !self.courier.is_closed() && !self.options.endpoint().is_empty();
        if self.is_on.replace(is_on) != is_on {
            let hooks = is_on.then(|| host::listen(self.options.console_errors(), &self.page));
            if let Some(before) = self.hooks.replace(hooks) {
                before.call();
            }
        }
        if !is_on {
            self.courier.clear();
        }
    }

    /// Takes in what happened in the page.
    fn record(&self, code: u32, value: &JsValue, extra: &JsValue, uri: &JsValue) {
        if self.options.privacy_stops_all() && self.page.is_private() {
            return;
        }
        let now = self.page.now();
        if !self.looks.take(now) {
            self.courier.lose();
        } else if let Some(event) = capture::event(code, value, extra) {
            self.take(event, now, value, extra, uri);
        }
    }

    fn take(&self, mut event: Event, now: f64, value: &JsValue, extra: &JsValue, uri: &JsValue) {
        let keys = key::of(&event);
        if self.courier.again(keys.0, now) {
            return;
        }
        if !self.new.take(now) {
            return self.courier.lose();
        }
        event.uri = read::text(uri, capture::URL_CHARS).or_else(|| self.page.address());
        event.release = self.options.release();
        event.environment = self.options.environment();
        let mut meta = self.options.meta();
        if event.kind == EventType::PROGRAMMATIC {
            meta = read::merged(&meta, extra);
        }
        capture::add_meta(&mut event, &meta);
        let original = capture::original(event.kind, value);
        self.courier.take(keys, event, now, self.options.on_event().map(|ask| (ask, original)));
    }
}
