//! The client: receives reports of the page, and decides what becomes an event.
//!
//! While it works it receives nothing: what the page's own getters or functions throw or log on
//! the way is left alone, so that the client can never feed itself.

use alloc::boxed::Box;
use core::cell::Cell;

use corncrake_core::{
    event::EventType,
    wire::{
        page_event::{ENVIRONMENT, FINGERPRINT, MESSAGE, PageEvent, RELEASE, URI},
        ping,
    },
};
use wasm_bindgen::prelude::*;

use crate::{
    budget::CpuBudget,
    capture,
    codes::{self, CONSENT, ERROR},
    host::{self, Callback, Unlisten},
    key,
    network::Transport,
    options::Options,
    read,
};

/// Milliseconds that a page gives at once to what it fails at: reading, scrubbing, writing.
/// On a quick machine that is some hundreds of different errors, on a slow phone some dozens.
const CPU_BURST_MS: f64 = 250.0;
/// What it gives in the long run: a hundredth of its time.
const CPU_SHARE: f64 = 0.01;
/// Milliseconds that an error costs at least, where the page's clock is too coarse to measure it.
const LEAST_COST_MS: f64 = 0.02;

/// What a report carries: the value, what the site adds, and the page's address.
type Payload<'a> = (&'a JsValue, &'a JsValue, &'a JsValue);

struct Client {
    options: Options,
    transport: Transport,
    cpu_budget: CpuBudget,
    /// The key of the last uncaught error that was read.
    last: Cell<u32>,
    /// The hooks in the page, while it is watched.
    hooks: Cell<Option<Unlisten>>,
    is_on: Cell<bool>,
    is_busy: Cell<bool>,
}

pub(crate) fn start(options: JsValue, api: JsValue, fetch: &JsValue) -> JsValue {
    let options = Options::new(options, api);
    let page = host::open(&options.endpoint(), fetch);
    // The client lives as long as its page.
    let client: &Client = Box::leak(Box::new(Client {
        transport: Transport::new(page),
        options,
        cpu_budget: CpuBudget::new(CPU_BURST_MS, CPU_SHARE),
        last: Cell::default(),
        hooks: Cell::default(),
        is_on: Cell::new(false),
        is_busy: Cell::new(false),
    }));
    let sink = Closure::<Callback>::new(move |code, number, value: JsValue, extra: JsValue, uri: JsValue| {
        client.receive(code, number, &value, &extra, &uri);
    });
    client.transport.page().attach(&sink.into_js_value())
}

impl Client {
    fn receive(&self, code: u32, number: u32, value: &JsValue, extra: &JsValue, uri: &JsValue) {
        // These two may come out of the site's own function, while the client works.
        if code == CONSENT {
            return self.consent(number != 0);
        }
        if code == codes::REVIEWED {
            let was_busy = self.is_busy.replace(true);
            let given = (read::kind(value) == codes::OBJECT).then(|| capture::reviewed(value).encode());
            self.transport.reviewed(number, given);
            return self.is_busy.set(was_busy);
        }
        // A call that the end of the page's stack cuts off stays busy for good: its memory
        // may be half-changed, and nothing may work on with that.
        if !self.is_on.get() || self.is_busy.replace(true) {
            return;
        }
        match code {
            codes::PING if self.transport.page().is_private() => {}
            codes::PING => {
                let body = ping::encode(self.options.release(), self.options.environment());
                self.transport.page().post(codes::PING_PATH, Some(&body), true, false);
            }
            codes::RESPONSE => self.transport.on_response(number),
            codes::WAKE => self.transport.on_wake(),
            codes::HIDDEN => self.transport.send_soon(),
            codes::PAGE_HIDE => self.transport.set_left(true),
            codes::PAGE_SHOW => self.transport.set_left(false),
            // The same event as the last one: it is counted without being read.
            codes::REPEATED if self.transport.count_repeat(self.last.get(), self.transport.page().now()) => {}
            codes::REPEATED => self.record(ERROR, value, extra, uri),
            _ => self.record(code, value, extra, uri),
        }
        self.is_busy.set(false);
        if self.transport.is_closed() {
            self.consent(false);
        }
    }

    fn consent(&self, is_given: bool) {
        let is_on = is_given && !self.transport.is_closed() && !self.options.endpoint().is_empty();
        if self.is_on.replace(is_on) != is_on {
            let hooks = is_on.then(|| host::listen(self.transport.page()));
            if let Some(before) = self.hooks.replace(hooks) {
                before.call();
            }
        }
        if !is_on {
            self.transport.clear();
        }
    }

    /// Makes an event of a report, within the CPU budget.
    fn record(&self, code: u32, value: &JsValue, extra: &JsValue, uri: &JsValue) {
        let now = self.transport.page().now();
        let key = if !self.cpu_budget.try_spend(LEAST_COST_MS, now) {
            self.transport.count_lost();
            None
        } else if self.options.privacy_stops_all() && self.transport.page().is_private() {
            None
        } else {
            let mut thrown = JsValue::UNDEFINED;
            let mut event = PageEvent::new(code);
            let is_one = capture::event(&mut event, value, extra, &mut thrown);
            let key = is_one.then(|| self.accept(event, &thrown, now, (value, extra, uri)));
            self.cpu_budget.charge(self.transport.page().now() - now);
            key
        };
        if code == ERROR {
            self.last.set(key.unwrap_or_default());
        }
    }

    /// Accepts an event, unless it repeats an earlier one, and returns its key.
    fn accept(&self, mut event: PageEvent, thrown: &JsValue, now: f64, payload: Payload<'_>) -> u32 {
        let (value, extra, uri) = payload;
        let is_own = event.kind == EventType::PROGRAMMATIC;
        if is_own {
            read::put(&mut event.texts[FINGERPRINT], read::fingerprint(&read::element(extra, 1)));
        }
        let page = self.transport.page();
        let keys = key::of(&event);
        let code = u32::from(event.kind.code());
        if page.seen(thrown, code, &event.texts[MESSAGE]) || self.transport.count_repeat(keys.0, now) {
            return keys.0;
        }
        read::put(&mut event.texts[URI], read::text(uri, capture::URL_CHARS).or_else(|| page.address()));
        read::put(&mut event.texts[RELEASE], self.options.release());
        read::put(&mut event.texts[ENVIRONMENT], self.options.environment());
        let mut meta = self.options.meta();
        if is_own {
            meta = read::merged(&meta, &read::element(extra, 0));
        }
        capture::add_meta(&mut event, &meta);
        let original = capture::original(event.kind, value);
        self.transport.send(keys, event, now, self.options.on_event().map(|ask| (ask, original)));
        keys.0
    }
}
