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
    error::{self, MESSAGE_CHARS, Thrown},
    host::Page,
    options::Options,
    read, resource,
    transport::Transport,
    value,
};

/// UTF-16 units of an address. Query strings are long; the contract's own limit counts
/// what scrubbing leaves.
const URL_CHARS: u32 = 8_192;
/// UTF-16 units of a line or column.
const NUMBER_CHARS: u32 = 16;
/// Arguments of one `console.error` that are looked at.
const CONSOLE_ARGS: u32 = 10;
/// Milliseconds after which a capture that never ended counts as over: the page's stack
/// ran out inside of it, and nothing could say so.
const STUCK_MS: f64 = 1_000.0;
/// What an engine puts before the text of something thrown that is no error.
const PREFIXES: [&str; 2] = ["Uncaught ", "uncaught exception: "];

/// One page's capture: what it needs to make an event and to send it.
pub(crate) struct Capture {
    pub(crate) options: Options,
    page: Page,
    transport: Transport,
    budget: Budget,
    busy_since: Cell<Option<f64>>,
}

type Caught = (Thrown, Option<Json>);

impl Capture {
    pub(crate) fn new(endpoint: &JsValue, options: &JsValue) -> Self {
        let page = Page::new();
        Self {
            options: Options::new(options),
            transport: Transport::new(endpoint),
            budget: Budget::new(page.now()),
            busy_since: Cell::new(None),
            page,
        }
    }

    /// Sends what was caught: a type's code, the value, what goes with it (the stack of a
    /// console's caller, or a site's own `meta`), and where, if that was before.
    pub(crate) fn record(&self, code: u32, value: &JsValue, extra: &JsValue, uri: Option<String>) {
        let now = self.page.now();
        if self.busy_since.get().is_some_and(|since| now - since < STUCK_MS) {
            self.budget.refuse();
        } else if self.budget.spend(now) {
            self.busy_since.set(Some(now));
            self.send(code, value, extra, uri);
            self.busy_since.set(None);
        }
    }

    /// Sends what the stub caught: `{type, value, extra, uri}`.
    pub(crate) fn replay(&self, record: &JsValue) {
        let code = read::member(record, "type").as_f64().unwrap_or_default() as u32;
        let uri = read::text_member(record, "uri", URL_CHARS);
        self.record(code, &read::member(record, "value"), &read::member(record, "extra"), uri);
    }

    pub(crate) fn ping(&self) {
        if !self.page.asks_for_privacy() {
            self.transport.ping(&self.page);
        }
    }

    pub(crate) fn dropped(&self) -> u32 {
        self.budget.dropped()
    }

    fn send(&self, code: u32, value: &JsValue, extra: &JsValue, uri: Option<String>) -> Option<()> {
        let kind = EventType::from_code(code.into())?;
        let (thrown, added) = match kind {
            EventType::UNHANDLED_ERROR => unhandled_error(value)?,
            EventType::UNHANDLED_REJECTION => (error::read(&read::member(value, "reason")), None),
            EventType::CONSOLE_ERROR => (console_error(value, extra), None),
            EventType::PROGRAMMATIC => (error::read(value), value::json(extra)),
            _ => return None,
        };
        let event = Event {
            kind,
            name: thrown.name,
            message: thrown.message,
            stack: thrown.stack,
            uri: uri.or_else(|| Some(self.page.address())),
            meta: merged(value::json(&self.options.meta()), added),
            release: self.options.release(),
            environment: self.options.environment(),
        };
        self.transport.event(&self.page, event);
        Some(())
    }
}

fn unhandled_error(event: &JsValue) -> Option<Caught> {
    let Some(text) = read::text_member(event, "message", MESSAGE_CHARS) else {
        return failed_resource(&read::member(event, "target"));
    };
    let error = read::member(event, "error");
    let mut thrown = if error.is_null() || error.is_undefined() {
        let message = PREFIXES.iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(&text);
        Thrown { name: None, message: message.into(), stack: None }
    } else {
        error::read(&error)
    };
    thrown.stack = location(event, &thrown).or(thrown.stack);
    Some((thrown, None))
}

/// Where the event says it happened, as a stack of one frame, if the stack does not say
/// so: something thrown that is no error has none, and that of a syntax error begins at
/// whoever loaded the file.
fn location(event: &JsValue, thrown: &Thrown) -> Option<String> {
    if thrown.stack.is_some() && thrown.name.as_deref() != Some("SyntaxError") {
        return None;
    }
    let part = |name, most| read::text_member(event, name, most);
    let file = part("filename", URL_CHARS).filter(|file| !file.is_empty())?;
    let place = [&file, ":", &part("lineno", NUMBER_CHARS)?, ":", &part("colno", NUMBER_CHARS)?].concat();
    Some(["    at ", &place].concat())
}

fn failed_resource(element: &JsValue) -> Option<Caught> {
    let kind = resource::kind(element)?;
    let thrown = Thrown {
        name: Some("ResourceError".into()),
        message: [&kind, " failed to load: ", &resource::url(element)].concat(),
        stack: None,
    };
    Some((thrown, Some(Json::Map([("element".into(), Json::Text(kind))].into()))))
}

fn console_error(args: &JsValue, stack: &JsValue) -> Thrown {
    let mut message = String::new();
    for index in 0..read::length(args).min(CONSOLE_ARGS) {
        let arg = read::element(args, index);
        if error::is_error(&arg) {
            return error::read(&arg);
        }
        if index > 0 {
            message.push(' ');
        }
        message.push_str(&value::text(&arg, MESSAGE_CHARS));
    }
    Thrown { name: None, message, stack: read::text(stack, error::STACK_CHARS) }
}

/// The site's own object and what the event adds, which wins; none if there is nothing.
fn merged(own: Option<Json>, added: Option<Json>) -> Option<Json> {
    let (own, added) = (members(own), members(added));
    let mut all = own;
    all.retain(|(name, _)| added.iter().all(|(other, _)| other != name));
    all.extend(added);
    (!all.is_empty()).then_some(Json::Map(all))
}

fn members(meta: Option<Json>) -> alloc::vec::Vec<(String, Json)> {
    match meta {
        None | Some(Json::Null) => Default::default(),
        Some(Json::Map(members)) => members,
        Some(other) => [("value".into(), other)].into(),
    }
}
