//! Every field that SDKs know, with a value that says where it stood: what is not on the list is nowhere.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use serde_json::Value;

use super::super::decode;
use crate::{json::Json, scrub};

/// An event with every field of the format: each text that may not be kept begins with `mark-`.
pub(super) fn marked() -> Value {
    serde_json::from_str(include_str!("../../../../tests/fixtures/sentry-marked.json")).unwrap()
}

fn written(event: &super::super::SentryEvent) -> String {
    let event = &event.event;
    let mut meta = String::new();
    event.meta.as_ref().unwrap_or(&Json::Null).write(&mut meta);
    format!(
        "{:?} {} {:?} {:?} {meta} {:?} {:?}",
        event.name, event.message, event.uri, event.stack, event.release, event.environment
    )
}

#[test]
fn no_value_is_kept_but_those_on_the_list() {
    let kept = ["step".into(), "basket".into()];
    let mut event = decode(marked().to_string().as_bytes(), &kept).unwrap();
    scrub::event(&mut event.event);
    let text = written(&event);
    let marks: Vec<&str> = text
        .match_indices("mark-")
        .chain(text.match_indices("mark_"))
        .map(|(at, _)| text.get(at..).unwrap())
        .collect();
    assert!(marks.is_empty(), "{marks:#?}");
    for private in ["203.0.113", "47110815", "example.org", "Bearer"] {
        assert!(!text.contains(private), "{private} in {text}");
    }
    for kept in [
        "KeptError",
        "kept value",
        "KeptCause",
        "kept cause",
        "kept_file.py",
        "kept_function",
        "kept_line()",
        "kept_before()",
        "kept_behind()",
        "kept-release",
        "kept-environment",
        "kept-tag",
        "kept-extra",
        "shop.example/kept_path/[digits]",
        r#""url":"shop.example/kept_path/[id]","status":500"#,
        r#""kind":"navigation","url":"/kept_path/[id]""#,
        r#""kind":"click","selector":"body > div > button""#,
        r#""kind":"console","level":"warn"}"#,
        "sentry.python 2.75.0",
        "CPython 3.11",
        "phone",
        "fatal",
        "false",
    ] {
        assert!(text.contains(kept), "{kept} is missing in {text}");
    }
    let map = ("https://shop.example/kept.js".into(), "1e5ed4ae-fe0f-45a6-a2e7-0c0dd13d02f6".into());
    assert_eq!(event.debug_ids, [map]);
    assert_eq!(event.names.browser.as_deref(), Some("Firefox 153"));
    assert_eq!(event.names.os.as_deref(), Some("Linux"));
    let without = decode(marked().to_string().as_bytes(), &[]).unwrap();
    assert!(!written(&without).contains("kept-tag") && !written(&without).contains("kept-extra"));
}
