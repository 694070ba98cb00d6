//! Breadcrumbs: what a page did before an error, as kinds and places. They travel in the member
//! `breadcrumbs` of an event's `meta`, from our own client (`client-wasm/js/breadcrumbs`) and from
//! Sentry's SDKs (`wire/sentry/breadcrumbs.rs`).
//!
//! Whatever a sender wrote, this keeps a list of fields, each with its own form: addresses are
//! patterns of paths, elements are selectors without text, and ids are marks. It comes behind the
//! scrubber, and a second time changes nothing.

use alloc::{
    borrow::ToOwned,
    string::{String, ToString},
    vec::Vec,
};

use crate::json::Json;

mod address;
mod selector;
#[cfg(test)]
mod tests;

pub(crate) use address::is_word;
pub(crate) use address::opaque_scheme;
pub use address::pattern;
pub use selector::selector;

/// The member of `meta`.
pub const NAME: &str = "breadcrumbs";
/// Breadcrumbs of an event: what a person reads to the end.
pub const MOST: usize = 30;
/// Characters of a console's text. The client sends 100, and a mark of the scrubber may be longer
/// than what it stands for.
const TEXT_CHARS: usize = 200;
/// Characters of a kind, a role, or the name of a member of `data`.
const WORD_CHARS: usize = 32;
/// Members of `data`.
const MEMBERS: usize = 8;
/// Tenths of a second of a day: an older breadcrumb counts as a day old.
const MOST_TENTHS: u32 = 864_000;
/// The most repetitions that one breadcrumb stands for.
const MOST_TIMES: u32 = 100_000;

/// Methods of requests; another one is not kept.
const METHODS: [&str; 9] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "QUERY", "PROPFIND"];
/// Levels of a console, as they are kept.
const LEVELS: [&str; 6] = ["debug", "log", "info", "warn", "error", "fatal"];

/// One thing that happened before an event.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Breadcrumb {
    /// Tenths of a second before the event; none where the sender did not say.
    pub tenths_before: Option<u32>,
    /// `navigation`, `fetch`, `xhr`, `click`, `console`, or a word of the site.
    pub kind: String,
    /// How often it happened in a row.
    pub times: u32,
    /// The method of a request.
    pub method: Option<&'static str>,
    /// Host and path, without query, with marks for ids.
    pub url: Option<String>,
    /// The status of an answer; 0 where there was none.
    pub status: Option<u16>,
    /// The role of an element.
    pub role: Option<String>,
    /// The element, without any text of it.
    pub selector: Option<String>,
    /// The level of a line of the console.
    pub level: Option<&'static str>,
    /// The beginning of that line, scrubbed.
    pub text: Option<String>,
    /// What the site added: flat members.
    pub data: Vec<(String, Json)>,
}

impl Breadcrumb {
    /// Reads one, whatever a sender made of it; none where it has no kind.
    fn read(sent: &Json) -> Option<Self> {
        let text = |name: &str| sent.get(name).and_then(Json::as_text).filter(|text| !text.is_empty());
        let whole = |name: &str| match sent.get(name) {
            Some(Json::Number(digits)) => digits.parse::<u32>().ok(),
            _ => None,
        };
        Some(Self {
            tenths_before: sent.get("ago").and_then(tenths),
            kind: text("kind").and_then(word)?,
            times: whole("times").unwrap_or(1).clamp(1, MOST_TIMES),
            method: text("method").and_then(method),
            url: text("url").and_then(pattern),
            status: whole("status").and_then(|status| u16::try_from(status).ok()).filter(|one| *one < 1_000),
            role: text("role").and_then(word),
            selector: text("selector").and_then(selector),
            level: text("level").and_then(level),
            text: text("text").map(|text| clip(text, TEXT_CHARS)),
            data: sent.get("data").map(flat).unwrap_or_default(),
        })
    }

    fn write(&self) -> Json {
        let mut members: Vec<(String, Json)> = Vec::new();
        let mut add =
            |name: &str, value: Option<Json>| members.extend(value.map(|value| (name.to_owned(), value)));
        let text = |text: &str| Json::Text(text.to_owned());
        add("ago", self.tenths_before.map(seconds));
        add("kind", Some(text(&self.kind)));
        add("times", (self.times > 1).then(|| Json::Number(self.times.to_string())));
        add("method", self.method.map(text));
        add("url", self.url.as_deref().map(text));
        add("status", self.status.map(|status| Json::Number(status.to_string())));
        add("role", self.role.as_deref().map(text));
        add("selector", self.selector.as_deref().map(text));
        add("level", self.level.map(text));
        add("text", self.text.as_deref().map(text));
        add("data", (!self.data.is_empty()).then(|| Json::Map(self.data.clone())));
        Json::Map(members)
    }
}

/// The breadcrumbs of `meta`, the oldest first: none where the member is not such a list, since a
/// site may call something of its own so.
pub fn of(meta: &Json) -> Vec<Breadcrumb> {
    let Some(Json::List(items)) = meta.get(NAME) else { return Vec::new() };
    let last = items.len().saturating_sub(MOST);
    items.iter().skip(last).filter_map(Breadcrumb::read).collect()
}

/// Whether a member of `meta` is a list of breadcrumbs, not data of the site.
pub fn is_list(name: &str, value: &Json) -> bool {
    let is_one = |item: &Json| Breadcrumb::read(item).is_some();
    name == NAME && matches!(value, Json::List(items) if items.iter().any(is_one))
}

/// Has `meta` keep of its breadcrumbs what may be kept, and leaves all else of it alone.
pub fn normalize(meta: &mut Json) {
    let crumbs = of(meta);
    if crumbs.is_empty() {
        return;
    }
    if let Json::Map(members) = meta
        && let Some((_, value)) = members.iter_mut().find(|(name, _)| name == NAME)
    {
        *value = list(&crumbs);
    }
}

/// Breadcrumbs as a member of `meta` has them.
pub fn list(crumbs: &[Breadcrumb]) -> Json {
    Json::List(crumbs.iter().map(Breadcrumb::write).collect())
}

/// The method that a text names.
pub fn method(text: &str) -> Option<&'static str> {
    METHODS.into_iter().find(|method| method.eq_ignore_ascii_case(text))
}

/// The level that a text names, however SDKs call it.
pub fn level(text: &str) -> Option<&'static str> {
    let text = match text {
        "warning" => "warn",
        "critical" => "fatal",
        "trace" => "debug",
        other => other,
    };
    LEVELS.into_iter().find(|level| level.eq_ignore_ascii_case(text))
}

/// One word: letters, digits and a few signs. A text with anything else is none.
fn word(text: &str) -> Option<String> {
    let is_sign = |b: u8| b.is_ascii_alphanumeric() || b"-_.:/ ".contains(&b);
    let begins = text.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
    (begins && text.len() <= WORD_CHARS && text.bytes().all(is_sign)).then(|| text.to_owned())
}

fn clip(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

fn flat(value: &Json) -> Vec<(String, Json)> {
    let Json::Map(members) = value else { return Vec::new() };
    let one = |(name, value): &(String, Json)| {
        let value = match value {
            Json::Text(text) => Json::Text(clip(text, TEXT_CHARS)),
            Json::List(_) | Json::Map(_) => return None,
            plain => plain.clone(),
        };
        Some((clip(name, WORD_CHARS), value))
    };
    members.iter().filter_map(one).take(MEMBERS).collect()
}

/// Tenths of a second of a number of seconds.
fn tenths(value: &Json) -> Option<u32> {
    let Json::Number(digits) = value else { return None };
    let seconds: f64 = digits.parse().ok()?;
    // A number that is none, or below zero, is 0 by `as`.
    seconds.is_finite().then(|| ((seconds * 10.0 + 0.5) as u32).min(MOST_TENTHS))
}

fn seconds(tenths: u32) -> Json {
    let (whole, rest) = (tenths / 10, tenths % 10);
    let mut digits = whole.to_string();
    if rest > 0 {
        digits.push('.');
        digits.push_str(&rest.to_string());
    }
    Json::Number(digits)
}
