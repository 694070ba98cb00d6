//! The body of `POST /v1/:key/batch` as the loader writes it (`client-wasm/js/loader/loader.js`)
//! where a page ends before its module is there: a list of fields with commas, since a stub of
//! 600 bytes has no room for JSON. The first two are the page's release, which alone may have a comma
//! in it, and its environment; an older loader has neither. Then five fields are an error: how it was
//! reported, its class, and the script, line and column where it happened. Each may be empty.
//!
//! Of an error without a class that is all there is, so the message says what kind it was.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use super::{
    batch_event::{Batch, BatchEvent},
    label::{is_json, label},
    limits,
};
use crate::event::{Event, EventType};

/// Fields of one error.
const FIELDS: usize = 5;

/// Reads the errors of such a body; `None` where it is not one. Those above a batch's limit are
/// only counted.
pub(super) fn decode(body: &[u8]) -> Option<Batch> {
    let text = core::str::from_utf8(body).ok()?;
    if is_json(text) {
        return None;
    }
    let fields: Vec<&str> = text.split(',').collect();
    let begins = |at: usize| {
        fields.len().saturating_sub(at).is_multiple_of(FIELDS)
            && fields.get(at).copied().and_then(kind).is_some()
    };
    let is_old = fields.first().copied().and_then(kind).is_some();
    let first = if is_old && begins(0) { Some(0) } else { (2..fields.len()).find(|at| begins(*at)) };
    // Of an older loader's, the end may be cut.
    let first = first.or(is_old.then_some(0))?;
    let (labels, errors) = fields.split_at_checked(first)?;
    let (environment, release) = labels.split_last().unwrap_or((&"", &[]));
    let (release, environment) = (label(&release.join(",")), label(environment));
    let with_labels = |one: BatchEvent| {
        let event = Event { release: release.clone(), environment: environment.clone(), ..one.event };
        BatchEvent { event, ..one }
    };
    let mut reported = errors.chunks(FIELDS).filter_map(one).map(with_labels);
    let events: Vec<_> = reported.by_ref().take(limits::BATCH_EVENTS).map(Ok).collect();
    let lost = u32::try_from(reported.count()).unwrap_or(u32::MAX).min(limits::COUNT);
    Some(Batch { id: None, lost, events })
}

/// How an error was reported: by a name or by its number. A ping that waited is none.
fn kind(field: &str) -> Option<EventType> {
    match field {
        "error" => Some(EventType::UNHANDLED_ERROR),
        "unhandledrejection" => Some(EventType::UNHANDLED_REJECTION),
        "3" => Some(EventType::CONSOLE_ERROR),
        "4" => Some(EventType::PROGRAMMATIC),
        "5" => Some(EventType::UNKNOWN),
        _ => None,
    }
}

fn one(fields: &[&str]) -> Option<BatchEvent> {
    let [reported, class, file, line, column] = fields else { return None };
    let kind = kind(reported).filter(|kind| *kind != EventType::UNKNOWN)?;
    let message = match (*class, kind) {
        ("", EventType::UNHANDLED_ERROR) if line.is_empty() => "a resource failed to load",
        ("", EventType::UNHANDLED_ERROR) => "something that is no error was thrown",
        ("", EventType::UNHANDLED_REJECTION) => "a rejection that is no error",
        ("", EventType::CONSOLE_ERROR) => "a call of console.error",
        ("", _) => "an event of the site that is no error",
        (class, _) => class,
    };
    let is_place = !file.is_empty() && [line, column].iter().all(|part| part.parse::<u32>().is_ok());
    let stack = is_place.then(|| [file, ":", line, ":", column].concat());
    let event = Event { kind, message: clipped(message), stack, ..Event::default() };
    Some(BatchEvent { event, count: 1, ago: 0 })
}

fn clipped(message: &str) -> String {
    message.chars().take(limits::NAME_CHARS).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported(body: &str) -> Vec<(u8, String, Option<String>)> {
        let events = decode(body.as_bytes()).unwrap_or_default().events.into_iter().flatten();
        events.map(|BatchEvent { event, .. }| (event.kind.code(), event.message, event.stack)).collect()
    }

    #[test]
    fn each_error_has_its_class_or_its_kind_and_its_place() {
        let body = "error,TypeError,https://shop.example/app.js,3,14,unhandledrejection,,,,,error,,,,,\
                    error,,https://shop.example/app.js,1,2,3,,,,,4,RangeError,,,,5,,,,";
        let expected = [
            (1, "TypeError", Some("https://shop.example/app.js:3:14")),
            (2, "a rejection that is no error", None),
            (1, "a resource failed to load", None),
            (1, "something that is no error was thrown", Some("https://shop.example/app.js:1:2")),
            (3, "a call of console.error", None),
            (4, "RangeError", None),
        ];
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(kind, message, stack)| (kind, message.to_owned(), stack.map(str::to_owned)))
            .collect();
        assert_eq!(reported(body), expected);
    }

    #[test]
    fn what_a_loader_of_today_sends_has_release_and_environment() {
        for (labels, release, environment) in [
            (",", None, None),
            ("1.4.2,production", Some("1.4.2"), Some("production")),
            ("1.4.2,", Some("1.4.2"), None),
            (",beta", None, Some("beta")),
            ("a,b,c,beta", Some("a,b,c"), Some("beta")),
            ("error,beta", Some("error"), Some("beta")),
            ("1.4.2\n,beta\n", Some("1.4.2"), Some("beta")),
            ("[next] 1.0,", Some("[next] 1.0"), None),
        ] {
            let body = alloc::format!("{labels},error,TypeError,,,,unhandledrejection,,,,");
            let events: Vec<_> =
                decode(body.as_bytes()).unwrap_or_default().events.into_iter().flatten().collect();
            assert_eq!(events.len(), 2, "{labels}");
            for BatchEvent { event, .. } in events {
                let said = (event.release.as_deref(), event.environment.as_deref());
                assert_eq!(said, (release, environment), "{labels}");
            }
        }
    }

    #[test]
    fn what_is_no_such_list_is_none() {
        for body in [
            "",
            "{}",
            "[]",
            "null",
            "7,TypeError,,,",
            "hello",
            "errors,,,,",
            " [1,2,3,4,5,6,7]",
            "\n{\"a\":[1,error,TypeError,,,]}",
            "{\"a\":[1,3,4,5,6,7",
        ] {
            assert_eq!(decode(body.as_bytes()), None, "{body}");
        }
        let many = "error,,,,,".repeat(limits::BATCH_EVENTS + 3);
        let batch = decode(many.as_bytes()).unwrap_or_default();
        assert_eq!((batch.events.len(), batch.lost), (limits::BATCH_EVENTS, 3));
        assert_eq!(reported("error,TypeError"), [], "one that was cut");
    }
}
