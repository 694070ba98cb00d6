//! Turns what a page reports into events: an error that nothing caught, a resource that
//! failed to load, a rejection, a call of `console.error`, an error a site sends itself.
//!
//! While it works it hears nothing: what the page's own getters or `fetch` throw or log
//! on the way is counted and left alone, so that the client can never feed itself.

use alloc::string::String;
use core::cell::Cell;

use corncrake_core::{
    event::{Event, EventType},
    json::Json,
};
use wasm_bindgen::JsValue;

use crate::{
    budget::Budget,
    error::{self, MESSAGE_CHARS, said},
    host::Page,
    joined::joined,
    options::Options,
    read, resource, transport, value,
};

/// UTF-16 units of an address. Query strings are long; the contract's own limit counts
/// what scrubbing leaves.
const URL_CHARS: u32 = 8_192;
/// Arguments of one `console.error` that are looked at.
const CONSOLE_ARGS: u32 = 10;
/// What an engine puts before the text of something thrown that is no error.
const PREFIXES: [&str; 2] = ["Uncaught ", "uncaught exception: "];

/// One page's capture: what it needs to make an event and to send it.
pub(crate) struct Capture {
    pub(crate) options: Options,
    page: Page,
    budget: Budget,
    busy: Cell<bool>,
}

impl Capture {
    pub(crate) fn new(endpoint: &JsValue, options: &JsValue) -> Self {
        let page = Page::new(endpoint);
        Self { options: Options::new(options), budget: Budget::new(page.now()), busy: Cell::new(false), page }
    }

    /// Sends what was caught: a type's code, the value, what goes with it (the stack of a
    /// console's caller, or a site's own `meta`), and where, if that was before.
    pub(crate) fn record(&self, code: u32, value: &JsValue, extra: &JsValue, uri: Option<String>) {
        // A call that the end of the page's stack cuts off stays busy for good: its memory
        // may be half-changed, and nothing may work on with that.
        if self.busy.get() {
            self.budget.refuse();
        } else if self.budget.spend(self.page.now()) {
            self.busy.set(true);
            self.send(code, value, extra, uri);
            self.busy.set(false);
        }
    }

    /// Sends what the stub caught: `{type, value, extra, uri}`.
    pub(crate) fn replay(&self, record: &JsValue) {
        let code = read::number(record, "type");
        let uri = read::text_member(record, "uri", URL_CHARS);
        self.record(code, &read::member(record, "value"), &read::member(record, "extra"), uri);
    }

    pub(crate) fn ping(&self) {
        self.page.ping();
    }

    pub(crate) fn dropped(&self) -> u32 {
        self.budget.dropped()
    }

    fn send(&self, code: u32, value: &JsValue, extra: &JsValue, uri: Option<String>) -> Option<()> {
        let kind = EventType::from_code(code.into())?;
        let mut event = Event { kind, uri, ..Event::default() };
        let mut meta = self.options.meta();
        match kind {
            EventType::UNHANDLED_ERROR => unhandled_error(value, &mut event)?,
            EventType::UNHANDLED_REJECTION => error::tell(&read::member(value, "reason"), &mut event),
            EventType::CONSOLE_ERROR => console_error(value, extra, &mut event),
            EventType::PROGRAMMATIC => {
                error::tell(value, &mut event);
                meta = read::merged(&meta, extra);
            }
            _ => return None,
        }
        event.uri = event.uri.or_else(|| self.page.address());
        event.release = self.options.release();
        event.environment = self.options.environment();
        if let Some(Json::Map(mut members)) = value::json(&meta) {
            if let Some(Json::Map(own)) = event.meta.take() {
                members.extend(own);
            }
            event.meta = (!members.is_empty()).then_some(Json::Map(members));
        }
        transport::send(&self.page, event);
        Some(())
    }
}

fn unhandled_error(told: &JsValue, event: &mut Event) -> Option<()> {
    let Some(text) = read::text_member(told, "message", MESSAGE_CHARS) else {
        return failed_resource(&read::member(told, "target"), event);
    };
    let error = read::member(told, "error");
    if read::kind(&error) > read::NULL {
        error::tell(&error, event);
    } else {
        event.message = PREFIXES.iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(&text).into();
    }
    // Something thrown that is no error has no stack, and that of a syntax error in a file
    // is at most a header. The event knows the place itself.
    let has_frames = event.stack.as_ref().is_some_and(|stack| {
        event.name.as_deref() != Some("SyntaxError") || stack.bytes().any(|byte| byte == b'\n')
    });
    if !has_frames {
        let part = |name| said(told, name, URL_CHARS);
        if let (Some(file), Some(line), Some(column)) = (part("filename"), part("lineno"), part("colno")) {
            event.stack = Some(joined(&["    at ", &file, ":", &line, ":", &column]));
        }
    }
    Some(())
}

fn failed_resource(element: &JsValue, event: &mut Event) -> Option<()> {
    let kind = resource::kind(element)?;
    event.name = Some("ResourceError".into());
    event.message = joined(&[&kind, " failed to load: ", &resource::url(element)]);
    event.meta = Some(Json::Map(alloc::vec![("element".into(), Json::Text(kind))]));
    Some(())
}

fn console_error(args: &JsValue, stack: &JsValue, event: &mut Event) {
    for index in 0..read::length(args).min(CONSOLE_ARGS) {
        let arg = read::element(args, index);
        if read::is_error(&arg) {
            return error::tell(&arg, event);
        }
        if index > 0 {
            event.message.push(' ');
        }
        event.message.push_str(&value::text(&arg, MESSAGE_CHARS));
    }
    event.stack = read::text(stack, error::STACK_CHARS);
}
