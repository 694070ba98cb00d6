//! Bodies that were made to do harm.

use alloc::{format, string::String};

use super::{one, recorded};
use crate::{
    group::MAX_TITLE_CHARS,
    json::Json,
    report::{ReportBody, decode},
};

/// One value of every kind that a field should not have.
const WRONG: [&str; 10] =
    ["null", "true", "[]", "{}", "[[[1]]]", r#"{"a":{"b":[]}}"#, "-1", "1e400", "\"\\u0000\\u202e\"", "\"\""];

#[test]
fn wrong_types_in_every_field_lose_the_field_and_not_the_report() {
    extern crate std;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/reports");
    let mut tried = 0;
    for (name, _) in recorded() {
        let file = std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap();
        let file: serde_json::Value = serde_json::from_str(&file).unwrap();
        let report = file["body"].get(0).unwrap_or(&file["body"]);
        let inner = ["body", "csp-report"].into_iter().find(|inner| report.get(inner).is_some()).unwrap();
        for field in report[inner].as_object().unwrap().keys() {
            for wrong in WRONG {
                // Not every one of these is JSON that serde_json can hold: written as text.
                let marked = {
                    let mut report = report.clone();
                    report[inner][field] = "MARK".into();
                    serde_json::to_string(&report).unwrap().replace("\"MARK\"", wrong)
                };
                let decoded = decode(marked.as_bytes());
                if wrong == "1e400" {
                    assert!(decoded.is_err(), "no number of JSON: {marked}");
                    continue;
                }
                let decoded = &decoded.unwrap()[0];
                assert_eq!(decoded.type_name, report["type"].as_str().unwrap_or("csp-violation"));
                assert!(!decoded.title().is_empty());
                tried += 1;
            }
        }
    }
    assert!(tried > 2_000, "{tried}");
}

#[test]
fn depth_is_bounded() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(decode(deep.as_bytes()).is_err());
    assert!(decode(format!(r#"{{"type":"x","body":{deep}}}"#).as_bytes()).is_err());
    let as_deep_as_can_be = format!("{}1{}", r#"{"a":"#.repeat(120), "}".repeat(120));
    let report = one(&format!(r#"{{"type":"x","body":{as_deep_as_can_be}}}"#));
    let mut meta = String::new();
    report.event().meta.unwrap().write(&mut meta);
    assert_eq!(meta, r#"{"report":"x","body":{"a":{"a":{"a":"…"}}}}"#);
}

/// WebKit's sample of a script is cut at 40 UTF-16 units, and escaped unit by unit.
#[test]
fn a_sample_that_was_cut_in_an_emoji_is_no_reason_to_lose_a_report() {
    let report =
        one(r#"{"csp-report":{"document-uri":"https://a.example/","effective-directive":"script-src-elem",
        "blocked-uri":"inline","script-sample":"x\ud83d"}}"#);
    assert_eq!(report.title(), "script-src blocked an inline script");
}

#[test]
fn long_texts_are_cut_and_not_refused() {
    let long = "é ".repeat(100_000);
    for (type_name, field) in [
        ("csp-violation", "effectiveDirective"),
        ("csp-violation", "blockedURL"),
        ("csp-violation", "originalPolicy"),
        ("deprecation", "message"),
        ("deprecation", "id"),
        ("crash", "stack"),
        ("crash", "reason"),
        ("network-error", "method"),
        ("expect-ct", "hostname"),
        ("x", "anything"),
    ] {
        let report =
            one(&format!(r#"{{"type":"{type_name}","url":"{long}","body":{{"{field}":"{long}"}}}}"#));
        assert!(report.title().chars().count() <= MAX_TITLE_CHARS);
        let event = report.event();
        let mut all = event.stack.unwrap_or_default();
        event.meta.unwrap().write(&mut all);
        assert!(all.chars().count() < 20_000, "{type_name} {field}");
    }
    assert!(one(&format!(r#"{{"type":"{}"}}"#, "x".repeat(10_000))).type_name.chars().count() <= 128);
}

#[test]
fn an_unknown_body_is_bounded_in_number() {
    let members: String = (0..10_000).map(|n| format!(r#""a{n}":[{n},{n}],"#)).collect();
    let report = one(&format!(r#"{{"type":"x","body":{{{members}"z":0}}}}"#));
    let ReportBody::Unknown(unknown) = report.body else { panic!() };
    let Json::Map(kept) = unknown.body else { panic!() };
    assert!(kept.len() <= 64);
    for body in ["\"text\"", "5", "[1,2]", "true"] {
        let report = one(&format!(r#"{{"type":"x","body":{body}}}"#));
        assert!(report.event().meta.unwrap().get("body").is_some(), "{body}");
    }
}

#[test]
fn a_title_is_one_line_of_text() {
    let report = one(r#"{"type":"deprecation","body":{"message":" <b>a\r\nb</b>\u0007\u001b[31m "}}"#);
    assert_eq!(report.title(), "Deprecated: <b>a  b</b>  [31m");
}
