//! The JSON event of `POST /v1/:key/event`, as the npm package `trackx` 0.6.1 sends it:
//! an object with only `name? message type uri? stack? meta?`.
//!
//! Ours may also say `release` and `environment`. TrackX's clients say them in `meta`,
//! so a text of that name there counts where the property itself is absent.

use alloc::string::String;

use serde_json::{Map, Value};

use super::{WireError, label, limits, meta, text};
use crate::{
    event::{Event, EventType},
    json::{Json, write_number, write_text},
    scrub,
};

/// Reads an event from a body.
pub fn decode(body: &[u8]) -> Result<Event, WireError> {
    event(object(body)?)
}

/// The members of a body that is a JSON object.
pub(super) fn object(body: &[u8]) -> Result<Map<String, Value>, WireError> {
    match text::read_json(body)? {
        Value::Object(members) => Ok(members),
        _ => Err(WireError::NotAnObject),
    }
}

/// Reads an event from the members of its object, all of which must be the contract's.
pub(super) fn event(mut members: Map<String, Value>) -> Result<Event, WireError> {
    let kind = kind(members.remove("type"))?;
    let name = text(&mut members, "name", limits::NAME_CHARS, "must be text of at most 512 characters")?;
    let message =
        text(&mut members, "message", limits::MESSAGE_CHARS, "must be text of at most 10000 characters")?
            .ok_or(WireError::Missing("message"))?;
    let uri = text(&mut members, "uri", limits::URI_CHARS, "must be text of at most 1000 characters")?;
    let stack = text(&mut members, "stack", limits::STACK_BYTES, "must be text of at most 128 KiB")?;
    let meta = match members.remove("meta") {
        None | Some(Value::Null) => None,
        Some(value @ Value::Object(_)) => Some(meta::bounded(value)),
        Some(_) => return Err(WireError::Invalid { field: "meta", rule: "must be an object" }),
    };
    let mut label = |field| -> Result<Option<String>, WireError> {
        let own = text(&mut members, field, limits::RELEASE_CHARS, "must be text of at most 128 characters")?;
        let in_meta = || meta.as_ref().and_then(|m| m.get(field)).and_then(Json::as_text);
        Ok(own.as_deref().or_else(in_meta).and_then(label::label))
    };
    let (release, environment) = (label("release")?, label("environment")?);
    nothing_else(&members)?;
    Ok(Event { kind, name, message, uri, stack, meta, release, environment, fingerprint: None })
}

/// Refuses what is left once every known member was taken.
pub(super) fn nothing_else(members: &Map<String, Value>) -> Result<(), WireError> {
    match members.keys().next() {
        None => Ok(()),
        Some(unknown) => {
            Err(WireError::UnknownProperty(unknown.chars().take(limits::ECHOED_NAME_CHARS).collect()))
        }
    }
}

fn kind(value: Option<Value>) -> Result<EventType, WireError> {
    let value = value.ok_or(WireError::Missing("type"))?;
    value
        .as_u64()
        .and_then(EventType::from_code)
        .ok_or(WireError::Invalid { field: "type", rule: "must be a whole number from 0 to 99" })
}

fn text(
    members: &mut Map<String, Value>,
    field: &'static str,
    most: usize,
    rule: &'static str,
) -> Result<Option<String>, WireError> {
    match members.remove(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if check_length(&text, field, most) => Ok(Some(text)),
        Some(_) => Err(WireError::Invalid { field, rule }),
    }
}

/// A stack is measured in bytes; all else in characters, as TrackX's own clients count.
fn check_length(text: &str, field: &str, most: usize) -> bool {
    text.len() <= most || field != "stack" && text.chars().count() <= most
}

/// Writes an event as our own client sends it, in a batch: only there it may have a fingerprint.
pub fn encode(event: &Event) -> String {
    let mut out = begin(event.kind);
    let texts = [
        event.name.as_ref(),
        Some(&event.message),
        event.uri.as_ref(),
        event.stack.as_ref(),
        event.release.as_ref(),
        event.environment.as_ref(),
        event.fingerprint.as_ref(),
    ];
    for (text, (name, _)) in texts.into_iter().zip(&scrub::TEXTS) {
        if let Some(text) = text {
            write_member(name, text, &mut out);
        }
    }
    if let Some(meta @ Json::Map(_)) = &event.meta {
        write_meta(meta, &mut out);
    }
    out.push_str("}");
    out
}

pub(super) fn begin(kind: EventType) -> String {
    let mut out = String::from("{\"type\":");
    write_number(kind.code().into(), &mut out);
    out
}

pub(super) fn write_member(name: &str, text: &str, out: &mut String) {
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":");
    write_text(text, out);
}

pub(super) fn write_meta(meta: &Json, out: &mut String) {
    out.push_str(",\"meta\":");
    meta.write(out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{format, vec};

    fn error(body: &str) -> String {
        use alloc::string::ToString;
        decode(body.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn what_it_writes_it_reads() {
        let event = Event {
            kind: EventType::UNHANDLED_REJECTION,
            name: Some("TypeError".into()),
            message: "x is \"undefined\"\n".into(),
            uri: Some("https://app.example/cart".into()),
            stack: Some("TypeError: x\n    at f (https://app.example/a.js:1:2)".into()),
            meta: Some(Json::Map(vec![("n".into(), Json::Number("1".into()))])),
            release: Some("1.2.3".into()),
            environment: Some("production".into()),
            fingerprint: None,
        };
        assert_eq!(decode(encode(&event).as_bytes()), Ok(event));
        let smallest = Event { kind: EventType::from_code(99).unwrap(), ..Event::default() };
        assert_eq!(encode(&smallest), r#"{"type":99,"message":""}"#);
        assert_eq!(decode(encode(&smallest).as_bytes()), Ok(smallest));
    }

    #[test]
    fn half_an_emoji_is_no_reason_to_lose_an_event() {
        let event = decode(br#"{"message":"cut \ud83d","type":1}"#).unwrap();
        assert_eq!(event.message, "cut \u{fffd}");
    }

    #[test]
    fn trackx_says_release_in_meta() {
        let event = decode(br#"{"message":"m","type":1,"meta":{"_c":"d","release":"v7"}}"#).unwrap();
        assert_eq!(event.release.as_deref(), Some("v7"));
        assert_eq!(event.environment, None);
        let event = decode(br#"{"message":"m","type":1,"release":" v7\n","environment":" "}"#).unwrap();
        assert_eq!((event.release.as_deref(), event.environment), (Some("v7"), None));
    }

    #[test]
    fn an_error_names_the_field() {
        assert_eq!(error("{"), "the body is not valid JSON (line 1, column 1)");
        assert_eq!(error("[]"), "the body must be a JSON object");
        assert_eq!(error(r#"{"type":1}"#), "message is required");
        assert_eq!(error(r#"{"message":""}"#), "type is required");
        assert_eq!(error(r#"{"message":"","type":100}"#), "type must be a whole number from 0 to 99");
        assert_eq!(error(r#"{"message":"","type":"1"}"#), "type must be a whole number from 0 to 99");
        assert_eq!(error(r#"{"message":5,"type":1}"#), "message must be text of at most 10000 characters");
        assert_eq!(error(r#"{"message":"","type":1,"meta":[]}"#), "meta must be an object");
        assert_eq!(error(r#"{"message":"","type":1,"ip":"x"}"#), "unknown property: ip");
        assert_eq!(error(r#"{"message":"","type":1,"fingerprint":[]}"#), "unknown property: fingerprint");
        assert!(error(&"[".repeat(100_000)).starts_with("the body is not valid JSON"));
    }

    #[test]
    fn limits_are_in_characters() {
        let long = "é".repeat(limits::MESSAGE_CHARS);
        assert!(decode(format!(r#"{{"message":"{long}","type":1}}"#).as_bytes()).is_ok());
        assert!(decode(format!(r#"{{"message":"{long}!","type":1}}"#).as_bytes()).is_err());
    }
}
