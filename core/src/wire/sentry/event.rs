//! An event of Sentry's SDKs as one of ours, by a list of fields.
//!
//! Never read: `user`, `request` but for the path of its address, `server_name`, `modules`,
//! `breadcrumbs` but for kinds and places, variables of frames, and `extra` and `tags` but for the names that the project's
//! operator lists.

use alloc::{format, string::String, vec::Vec};

use serde_json::Value;

use super::{
    breadcrumbs,
    context::SenderNames,
    envelope,
    exception::{self, ExceptionChain},
    fields, frames,
    language::Language,
    limits, source,
};
use crate::{
    event::{Event, EventType},
    json::Json,
    wire::{self, WireError, text},
};

/// Levels, the least severe first.
const LEVELS: [&str; 5] = ["debug", "info", "warning", "error", "fatal"];

/// An event, as far as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct SentryEvent {
    /// The event, not yet scrubbed.
    pub event: Event,
    /// What it was sent from.
    pub names: SenderNames,
    /// When it happened by the sender's clock, in milliseconds since 1970.
    pub happened: Option<i64>,
    /// Whether something failed: a message below the level of an error says no.
    pub is_failure: bool,
    /// Its own id.
    pub event_id: Option<String>,
    /// The scripts on its stack, each with the id of its source map.
    pub debug_ids: Vec<(String, String)>,
}

/// Reads an event. `kept` are the names of tags and of members of `extra` that the operator lists.
pub fn decode(body: &[u8], kept: &[String]) -> Result<SentryEvent, WireError> {
    let sent = text::read_json(body)?;
    if !sent.is_object() {
        return Err(WireError::NotAnObject);
    }
    Ok(read(&sent, kept))
}

fn read(sent: &Value, kept: &[String]) -> SentryEvent {
    let sdk = sent.get("sdk").unwrap_or(&Value::Null);
    let sdk_name = fields::text(sdk, "name").unwrap_or_default();
    let language = Language::of(fields::text(sent, "platform").unwrap_or_default(), sdk_name);
    let chain = ExceptionChain::of(sent);
    let level = level(sent);
    let names = SenderNames::of(sent);
    let label = |name| sent.get(name).and_then(|one| fields::label(one, wire::limits::RELEASE_CHARS));

    let thrown = chain.as_ref().map(|chain| chain.thrown);
    let holder = thrown.or_else(|| thread(sent)).unwrap_or(sent);
    let mut all = frames::of(holder, language, limits::FRAMES);
    if all.is_empty()
        && let Some(thread) = thread(sent)
    {
        all = frames::of(thread, language, limits::FRAMES);
    }
    let event = Event {
        kind: kind(sent, chain.as_ref()),
        name: thrown.and_then(exception::name),
        message: message(sent, thrown),
        uri: page(sent),
        stack: frames::write(&all, language),
        meta: meta(sent, chain.as_ref(), language, &names, (level, sdk_name), kept, &all),
        release: label("release"),
        environment: label("environment"),
        fingerprint: fingerprint(sent),
    };
    let is_failure =
        thrown.and_then(exception::name).is_some() || LEVELS.iter().rev().take(2).any(|one| *one == level);
    let happened = fields::millis(sent, "timestamp");
    let event_id = fields::text(sent, "event_id").and_then(envelope::event_id);
    SentryEvent { event, names, happened, is_failure, event_id, debug_ids: debug_ids(sent) }
}

fn level(sent: &Value) -> &'static str {
    let told = fields::text(sent, "level").unwrap_or("error");
    let told = match told {
        "critical" => "fatal",
        "warn" => "warning",
        "log" => "info",
        other => other,
    };
    LEVELS.into_iter().find(|level| level.eq_ignore_ascii_case(told)).unwrap_or("error")
}

fn kind(sent: &Value, chain: Option<&ExceptionChain<'_>>) -> EventType {
    let handled = chain.and_then(|chain| chain.handled);
    let mechanism = chain.map(|chain| chain.mechanism).unwrap_or_default();
    // First, since version 8 for JavaScript says of a call of `console.error` that nothing handled it.
    if fields::text(sent, "logger") == Some("console") || mechanism == "console" {
        return EventType::CONSOLE_ERROR;
    }
    if handled == Some(false) {
        let is_rejection = mechanism.ends_with("unhandledrejection");
        return if is_rejection { EventType::UNHANDLED_REJECTION } else { EventType::UNHANDLED_ERROR };
    }
    EventType::PROGRAMMATIC
}

/// What it says: the exception's value, or else the message.
fn message(sent: &Value, thrown: Option<&Value>) -> String {
    let said = thrown.map(exception::message).unwrap_or_default();
    let has_name = thrown.is_some_and(|thrown| exception::name(thrown).is_some());
    if !said.is_empty() || has_name {
        return said;
    }
    let of = |value: &Value| -> Option<String> {
        let words = match value {
            Value::String(text) => text.as_str(),
            other => ["formatted", "message"].iter().find_map(|name| fields::text(other, name))?,
        };
        (!words.is_empty()).then(|| words.chars().take(wire::limits::MESSAGE_CHARS).collect())
    };
    let names = ["logentry", "sentry.interfaces.Message", "message"];
    names.iter().filter_map(|name| sent.get(*name)).find_map(of).unwrap_or_default()
}

/// The thread whose stack a message has.
fn thread(sent: &Value) -> Option<&Value> {
    let threads = fields::values(sent, "threads");
    let is = |name| move |thread: &&&Value| thread.get(name).and_then(Value::as_bool) == Some(true);
    let chosen = threads.iter().find(is("crashed")).or_else(|| threads.iter().find(is("current")));
    chosen.or(threads.first()).copied()
}

/// The site's own fingerprint, a line for each part; none where it is the default.
fn fingerprint(sent: &Value) -> Option<String> {
    /// How our own format writes the part that stands for the default.
    const DEFAULT: &str = "{default}";
    let parts = sent.get("fingerprint")?.as_array()?;
    let parts = parts.iter().filter_map(|part| fields::label(part, wire::limits::FINGERPRINT_PART_CHARS));
    let part = |part: String| {
        let inside = part.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")).map(str::trim);
        if inside == Some("default") { String::from(DEFAULT) } else { part }
    };
    let parts: Vec<String> = parts.map(part).take(wire::limits::FINGERPRINT_PARTS).collect();
    (parts.iter().any(|part| part != DEFAULT)).then(|| parts.join("\n"))
}

/// The address of the page or of the request, with a mark for each id in its path. Its query and all
/// else of the request is not read.
fn page(sent: &Value) -> Option<String> {
    let url = fields::text(sent.get("request")?, "url")?;
    let url: String = url.chars().take(wire::limits::URI_CHARS).collect();
    let url = url.split(['?', '#']).next().unwrap_or_default().trim();
    let is_id = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (head, path) = match url.split_once("://") {
        Some((scheme, rest)) => {
            let (authority, path) =
                rest.split_once('/').map_or((rest, None), |(host, path)| (host, Some(path)));
            // A user and a password stand before the host.
            let host = authority.rsplit('@').next().unwrap_or(authority);
            (format!("{scheme}://{host}"), path)
        }
        None => (String::new(), Some(url.trim_start_matches('/'))),
    };
    let path = path.map(|path| {
        let parts: Vec<&str> =
            path.split('/').map(|part| if is_id(part) { "[digits]" } else { part }).collect();
        parts.join("/")
    });
    let whole = match path {
        Some(path) => format!("{head}/{path}"),
        None => head,
    };
    let whole: String = whole.chars().take(wire::limits::URI_CHARS).collect();
    (!whole.is_empty() && whole != "/").then_some(whole)
}

/// What else is kept, for a person to read.
fn meta(
    sent: &Value,
    chain: Option<&ExceptionChain<'_>>,
    language: Language,
    names: &SenderNames,
    (level, sdk_name): (&str, &str),
    kept: &[String],
    all: &[frames::SdkFrame<'_>],
) -> Option<Json> {
    let mut members: Vec<(String, Json)> = Vec::new();
    let mut add = |name: &str, value: Option<Json>| members.extend(value.map(|value| (name.into(), value)));
    let text = |text: &str| Some(Json::Text(text.into()));
    add("level", text(level));
    add("handled", chain.and_then(|chain| chain.handled).map(Json::Bool));
    add("sdk", sdk(sent, sdk_name));
    add("runtime", names.runtime.as_deref().and_then(text));
    add("device", names.device.and_then(text));
    add("tags", listed(sent, kept));
    add("cause", chain.and_then(|chain| chain.cause(language)));
    if let Some(components) = chain.and_then(|chain| chain.components) {
        let frames = frames::of(components, language, limits::CAUSE_FRAMES);
        add("componentStack", frames::write(&frames, language).map(Json::Text));
    }
    add("source", source::of(all, language));
    add(crate::breadcrumbs::NAME, breadcrumbs::of(sent, fields::millis(sent, "timestamp")));
    Some(Json::Map(members))
}

/// The SDK by name and version, where both look like one's.
fn sdk(sent: &Value, name: &str) -> Option<Json> {
    /// Characters of an SDK's name or version.
    const MOST: usize = 40;
    let is_word = |text: &str| {
        text.len() <= MOST && text.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_/+".contains(&b))
    };
    let version = sent.get("sdk").and_then(|sdk| fields::text(sdk, "version")).unwrap_or_default();
    let is_known = name.starts_with("sentry") || name.starts_with("raven");
    (is_known && is_word(name) && is_word(version))
        .then(|| Json::Text(format!("{name} {version}").trim_end().into()))
}

/// The tags, and members of `extra`, that the operator lists.
fn listed(sent: &Value, kept: &[String]) -> Option<Json> {
    let find = |name: &str| -> Option<String> {
        let tags = sent.get("tags").unwrap_or(&Value::Null);
        let of_pairs = || {
            let pairs = tags.as_array()?;
            let pair = pairs.iter().find(|pair| pair.get(0).and_then(Value::as_str) == Some(name))?;
            pair.get(1)
        };
        let value = tags.get(name).or_else(of_pairs).or_else(|| sent.get("extra")?.get(name))?;
        fields::label(value, limits::TAG_CHARS)
    };
    let found =
        kept.iter().take(limits::TAGS).filter_map(|name| Some((name.clone(), Json::Text(find(name)?))));
    let found: Vec<(String, Json)> = found.collect();
    (!found.is_empty()).then_some(Json::Map(found))
}

/// The debug ids of the scripts on the stack.
fn debug_ids(sent: &Value) -> Vec<(String, String)> {
    let images = sent.get("debug_meta").map(fields::images).unwrap_or_default();
    let ids = images.into_iter().filter(|image| fields::text(image, "type") == Some("sourcemap"));
    let ids = ids.filter_map(|image| {
        let id = envelope::event_id(fields::text(image, "debug_id")?)?;
        let file = fields::clip(fields::text(image, "code_file")?, limits::FRAME_CHARS)?;
        Some((file, hyphenated(&id)))
    });
    ids.take(limits::DEBUG_IDS).collect()
}

/// 32 digits as a UUID is written.
fn hyphenated(digits: &str) -> String {
    let ends = [0, 8, 12, 16, 20, 32];
    let parts: Vec<&str> =
        ends.iter().zip(ends.iter().skip(1)).filter_map(|(from, to)| digits.get(*from..*to)).collect();
    parts.join("-")
}
