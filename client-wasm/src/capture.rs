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
    error::{self, Thrown},
    host::Host,
    js,
    options::Options,
    transport::Transport,
    value,
};

/// UTF-16 units of a message, and of an address in a record, as far as they are read.
const TEXT_CHARS: u32 = 8_192;
/// Arguments of one `console.error` that are looked at.
const CONSOLE_ARGS: u32 = 10;
/// Milliseconds after which a capture that never ended counts as over: the page's stack
/// ran out inside of it, and nothing could say so.
const STUCK_MS: f64 = 1_000.0;

/// What an engine puts before the text of something thrown that is no error.
const PREFIXES: [&str; 2] = ["Uncaught ", "uncaught exception: "];

/// One page's capture: what it needs to make an event and to send it.
pub(crate) struct Capture {
    pub(crate) host: Host,
    pub(crate) options: Options,
    transport: Transport,
    budget: Budget,
    busy_since: Cell<Option<f64>>,
}

/// What one event is made from.
struct Caught {
    kind: EventType,
    thrown: Thrown,
    meta: Option<Json>,
}

impl Capture {
    pub(crate) fn new(endpoint: &JsValue, options: &JsValue) -> Self {
        let host = Host::new();
        let budget = Budget::new(host.now());
        let (options, transport) = (Options::read(options), Transport::new(endpoint));
        Self { host, options, transport, budget, busy_since: Cell::new(None) }
    }

    pub(crate) fn error_event(&self, event: &JsValue) {
        self.send(None, || error_event(event));
    }

    pub(crate) fn rejection_event(&self, event: &JsValue) {
        self.send(None, || Some(rejection_event(event)));
    }

    pub(crate) fn console_error(&self, args: &JsValue, here: &JsValue) {
        self.send(None, || Some(console_error(args, here)));
    }

    pub(crate) fn programmatic(&self, error: &JsValue, meta: &JsValue) {
        self.send(None, || Some(programmatic(error, meta)));
    }

    /// A record of the stub: `{type, value, extra, uri}`.
    pub(crate) fn replay(&self, record: &JsValue) {
        let member = |name| js::member(record, name).unwrap_or(JsValue::UNDEFINED);
        let (value, extra) = (member("value"), member("extra"));
        self.send(js::text_member(record, "uri", TEXT_CHARS), || {
            match member("type").as_f64().and_then(|code| EventType::from_code(code as u64))? {
                EventType::UNHANDLED_ERROR => error_event(&value),
                EventType::UNHANDLED_REJECTION => Some(rejection_event(&value)),
                EventType::CONSOLE_ERROR => Some(console_error(&value, &extra)),
                EventType::PROGRAMMATIC => Some(programmatic(&value, &extra)),
                _ => None,
            }
        });
    }

    pub(crate) fn ping(&self) {
        if !self.host.asks_for_privacy() {
            self.transport.ping(&self.host);
        }
    }

    pub(crate) fn dropped(&self) -> u32 {
        self.budget.dropped()
    }

    fn send(&self, uri: Option<String>, caught: impl FnOnce() -> Option<Caught>) {
        let now = self.host.now();
        if self.busy_since.get().is_some_and(|since| now - since < STUCK_MS) {
            return self.budget.drop_one();
        }
        if !self.budget.spend(now) {
            return;
        }
        self.busy_since.set(Some(now));
        if let Some(Caught { kind, thrown, meta }) = caught() {
            let event = Event {
                kind,
                name: thrown.name,
                message: thrown.message,
                stack: thrown.stack,
                uri: uri.or_else(|| self.host.address()),
                meta: merged(value::json(&self.options.meta), meta),
                release: self.options.release.clone(),
                environment: self.options.environment.clone(),
            };
            self.transport.event(&self.host, event);
        }
        self.busy_since.set(None);
    }
}

fn error_event(event: &JsValue) -> Option<Caught> {
    let kind = EventType::UNHANDLED_ERROR;
    let Some(message) = js::text_member(event, "message", TEXT_CHARS) else {
        return failed_resource(event);
    };
    let error = js::member(event, "error").filter(|error| !error.is_null());
    let mut thrown = match error {
        Some(error) => error::read(&error),
        None => {
            let message = PREFIXES.iter().find_map(|prefix| message.strip_prefix(prefix)).unwrap_or(&message);
            Thrown { name: None, message: message.into(), stack: None }
        }
    };
    if let Some(location) = location(event, &thrown) {
        thrown.stack = Some(location);
    }
    Some(Caught { kind, thrown, meta: None })
}

/// Where the event says it happened, as a stack of one frame, if the stack does not say
/// so: a thrown text has none, and that of a syntax error begins at whoever loaded it.
fn location(event: &JsValue, thrown: &Thrown) -> Option<String> {
    let mut place = js::text_member(event, "filename", TEXT_CHARS).filter(|file| !file.is_empty())?;
    let number = |name| js::to_text(&js::member(event, name)?, 16);
    place.push(':');
    place.push_str(&number("lineno")?);
    place.push(':');
    let stack = thrown.stack.as_deref().unwrap_or_default();
    let is_syntax = thrown.name.as_deref() == Some("SyntaxError");
    if stack.contains(&place) || !is_syntax && stack.lines().any(is_frame) {
        return None;
    }
    place.push_str(&number("colno")?);
    place.insert_str(0, "    at ");
    Some(place)
}

/// Whether a line of a stack may be a frame and not the message: `    at f` of Chromium,
/// or the line and column at the end of all others'.
fn is_frame(line: &str) -> bool {
    let place = line.rsplit_once(':').map_or("", |(_, column)| column);
    line.starts_with("    at ") || !place.is_empty() && place.bytes().all(|byte| byte.is_ascii_digit())
}

fn failed_resource(event: &JsValue) -> Option<Caught> {
    let (element, url) = error::element(&js::member(event, "target")?)?;
    let mut message = element.clone();
    message.push_str(" failed to load");
    if !url.is_empty() {
        message.push_str(": ");
        message.push_str(&url);
    }
    Some(Caught {
        kind: EventType::UNHANDLED_ERROR,
        thrown: Thrown { name: Some("ResourceError".into()), message, stack: None },
        meta: Some(Json::Map([("element".into(), Json::Text(element))].into())),
    })
}

fn rejection_event(event: &JsValue) -> Caught {
    let reason = js::member(event, "reason").unwrap_or(JsValue::UNDEFINED);
    Caught { kind: EventType::UNHANDLED_REJECTION, thrown: error::read(&reason), meta: None }
}

fn programmatic(error: &JsValue, meta: &JsValue) -> Caught {
    let meta = value::json(meta).map(|meta| match meta {
        meta @ (Json::Map(_) | Json::Null) => meta,
        other => Json::Map([("value".into(), other)].into()),
    });
    Caught { kind: EventType::PROGRAMMATIC, thrown: error::read(error), meta }
}

fn console_error(args: &JsValue, here: &JsValue) -> Caught {
    let count = js::length(args).min(CONSOLE_ARGS);
    let args = (0..count).map(|index| js::element(args, index));
    let thrown = match args.clone().find(error::is_error) {
        Some(error) => error::read(&error),
        None => {
            let mut message = String::new();
            for arg in args {
                if !message.is_empty() {
                    message.push(' ');
                }
                message.push_str(&value::text(&arg, TEXT_CHARS));
            }
            Thrown { name: None, message, stack: error::stack(here).map(|stack| callers(&stack)) }
        }
    };
    Caught { kind: EventType::CONSOLE_ERROR, thrown, meta: None }
}

/// A stack taken inside of `js/console.js` without that frame, which is the first, and
/// without the header that Chromium puts before it.
fn callers(stack: &str) -> String {
    let lines = stack.lines().skip_while(|line| stack.starts_with("Error") && !is_frame(line)).skip(1);
    let mut callers = String::with_capacity(stack.len());
    for line in lines {
        if !callers.is_empty() {
            callers.push('\n');
        }
        callers.push_str(line);
    }
    callers
}

/// The site's own object and what the event adds, which wins; none if there is nothing.
fn merged(own: Option<Json>, added: Option<Json>) -> Option<Json> {
    let members = |meta| if let Some(Json::Map(members)) = meta { members } else { Default::default() };
    let (mut all, added) = (members(own), members(added));
    all.retain(|(name, _)| added.iter().all(|(other, _)| other != name));
    all.extend(added);
    (!all.is_empty()).then_some(Json::Map(all))
}
