//! Requests of real SDKs, as they came: what an event becomes.

use alloc::{format, string::String, vec::Vec};

use serde_json::Value;

use super::super::{Envelope, SentryEvent, decode, decode_feedback};
use crate::{group, scrub, stack};

/// The body of a recorded request that is not packed.
fn body(name: &str) -> String {
    extern crate std;
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/envelopes").join(name);
    let recorded: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    recorded["body"].as_str().unwrap().into()
}

/// The event of an envelope, or of a body that is one.
fn event(name: &str) -> SentryEvent {
    let body = body(name);
    if name.contains("store") {
        return decode(body.as_bytes(), &[]).unwrap();
    }
    let envelope = Envelope::read(body.as_bytes()).unwrap();
    assert!(!envelope.is_broken, "{name}");
    let item = envelope.items.iter().find(|item| item.kind == "event").unwrap();
    decode(item.payload, &["step".into(), "tries".into()]).unwrap()
}

/// The title, the type, and the parts that it is grouped by.
fn grouped(name: &str) -> (String, &'static str, Vec<String>) {
    let mut event = event(name).event;
    scrub::event(&mut event);
    let frames =
        stack::parse_event(event.stack.as_deref().unwrap_or_default(), event.name.as_deref(), &event.message);
    (group::title(&event), event.kind.label(), group::fingerprint(&event, &frames).parts)
}

#[test]
fn an_event_of_each_sdk_is_the_right_issue() {
    let cases: &[(&str, &str, &str, &[&str])] = &[
        (
            "browser11-uncaught-event",
            "TypeError: Cannot read properties of undefined (reading 'items')",
            "unhandled error",
            &["type: TypeError", "message: property items of undefined", "module: assets/app11.js"],
        ),
        (
            "browser9-rejection-causes",
            "CheckoutError: checkout failed",
            "unhandled rejection",
            &["type: CheckoutError", "message: checkout failed", "in: rejection (assets/app9.js)"],
        ),
        (
            "node11-cause-chain",
            "CheckoutError: checkout failed",
            "programmatic",
            &["type: CheckoutError", "in: checkout (src/shop.mjs)"],
        ),
        (
            "node11-message",
            "stock is low",
            "programmatic",
            &["message: stock is low", "module: src/message.mjs"],
        ),
        (
            "node11-uncaught-event",
            "TypeError: Cannot read properties of undefined (reading 'items')",
            "unhandled error",
            &["type: TypeError", "in: readCart (src/shop.mjs)"],
        ),
    ];
    for (name, title, kind, parts) in cases {
        let (found, found_kind, found_parts) = grouped(&format!("{name}.json"));
        assert_eq!((found.as_str(), found_kind), (*title, *kind), "{name}");
        assert_eq!(found_parts, *parts, "{name}");
    }
}

#[test]
fn a_fingerprint_of_the_site_s_own_is_one_here() {
    let of = |parts: &str| {
        let body = format!(r#"{{"message":"m","fingerprint":{parts}}}"#);
        decode(body.as_bytes(), &[]).unwrap().event.fingerprint
    };
    for (parts, expected) in [
        (r#"["{{ default }}","pay",7]"#, Some("{default}\npay\n7")),
        (r#"["{{default}}"]"#, None),
        (r#"["a\nb"]"#, Some("a b")),
        (r#"[]"#, None),
        (r#""pay""#, None),
        (r#"[[],{},null]"#, None),
    ] {
        assert_eq!(of(parts).as_deref(), expected, "{parts}");
    }
    let browser = event("browser11-full.json").event.fingerprint;
    assert_eq!(browser.as_deref(), Some("{default}\npay\ncard"));
}

#[test]
fn what_an_event_tells_of_its_sender_is_on_a_short_list() {
    let names = |name: &str| event(&format!("{name}.json")).names;
    let ruby = names("ruby5-full");
    assert_eq!((ruby.runtime.as_deref(), ruby.os.as_deref()), (Some("Ruby 3.1"), Some("Linux")));
    let rust = names("rust-panic-and-session");
    assert_eq!((rust.runtime.as_deref(), rust.device), (Some("Rust 1.95"), None));
    let react = event("react11-error-boundary.json").event;
    assert!(react.meta.as_ref().unwrap().get("cause").is_none(), "the stack of components is no cause");
    assert!(react.meta.as_ref().unwrap().get("componentStack").is_some());
}

#[test]
fn the_words_of_a_person_are_all_that_is_kept_of_them() {
    for (name, item) in [("browser7-user-report", "user_report"), ("node11-feedback", "feedback")] {
        let body = body(&format!("{name}.json"));
        let envelope = Envelope::read(body.as_bytes()).unwrap();
        let item = envelope.items.iter().find(|one| one.kind == item).unwrap();
        let event = decode_feedback(item.payload).unwrap().event;
        assert_eq!(
            (event.name.as_deref(), event.message.as_str()),
            (Some("Feedback"), "The pay button does nothing")
        );
        assert!(event.uri.is_none() && event.meta.is_none(), "{event:?}");
    }
}
