//! What holds for every body: nothing panics, everything is bounded.

use alloc::{string::String, vec::Vec};

use proptest::{collection, option, prelude::*};
use serde_json::{Map, Value};

use crate::{
    group::MAX_TITLE_CHARS,
    noise,
    report::{MAX_AGE_MS, MAX_REPORTS, decode},
    stack,
    time::UnixMillis,
    wire::limits,
};

const NAMES: &[&str] = &[
    "type",
    "url",
    "age",
    "body",
    "csp-report",
    "expect-ct-report",
    "blockedURL",
    "blocked-uri",
    "blocked_url",
    "documentURL",
    "sourceFile",
    "lineNumber",
    "columnNumber",
    "effectiveDirective",
    "violated-directive",
    "disposition",
    "originalPolicy",
    "statusCode",
    "message",
    "id",
    "policyId",
    "reason",
    "stack",
    "phase",
    "method",
    "elapsed_time",
    "sampling_fraction",
    "hash",
    "subresourceURL",
    "connection",
    "allowlist",
    "destination",
    "reportOnly",
    "hostname",
    "port",
    "property",
    "openerURL",
    "srcAttribute",
    "",
    "é",
    "-",
    "URI",
    "uri",
];
const TEXTS: &[&str] = &[
    "csp-violation",
    "csp-hash",
    "integrity-violation",
    "deprecation",
    "intervention",
    "crash",
    "coep",
    "coop",
    "permissions-policy-violation",
    "potential-permissions-policy-violation",
    "document-policy-violation",
    "network-error",
    "expect-ct",
    "connection-allowlist",
    "x",
    "inline",
    "eval",
    "data:,x",
    "wasm-eval",
    "about:srcdoc",
    "http.error",
    "://",
    "https://",
    "https://a.example:1/b?c#d",
    "https://a.example/b c?d e",
    "b?c",
    "https://[",
    "https://[::1]:5/",
    "moz-extension://x",
    "enforce",
    "3",
    "é\u{0}\u{202e}\n\r",
    "sha256-",
    "user@mail.example",
];

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::sample::select(TEXTS).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 48, 12, |inner| {
        let name = prop_oneof![4 => prop::sample::select(NAMES).prop_map(String::from), 1 => any::<String>()];
        prop_oneof![
            1 => collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            4 => collection::vec((name, inner), 0..12)
                .prop_map(|members| Value::from(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn check(body: &[u8]) {
    let Ok(reports) = decode(body) else { return };
    assert!(reports.len() <= MAX_REPORTS);
    for report in reports {
        let title = report.title();
        assert!(!title.is_empty() && title.chars().count() <= MAX_TITLE_CHARS);
        assert!(!title.contains(char::is_control), "{title:?}");
        assert!(report.age.is_none_or(|age| age <= MAX_AGE_MS));
        assert!(report.url.as_ref().is_none_or(|url| url.chars().count() <= limits::URI_CHARS));
        let file = report.body.as_kind().location().and_then(|place| place.file.as_deref());
        for address in report.subjects().chain(report.url.as_deref()).chain(file) {
            assert!(!address.contains(['?', '#']), "{address:?}");
        }
        let parts = report.grouping();
        assert!(parts.len() <= 6 && parts.iter().all(|part| part.chars().count() < 2 * limits::URI_CHARS));
        assert!((5..=13).contains(&report.kind().code()) || report.kind().code() == 96);
        let event = report.event();
        let frames = event.stack.as_deref().map(stack::parse).unwrap_or_default();
        let mut meta = String::new();
        event.meta.as_ref().unwrap().write(&mut meta);
        assert!(serde_json::from_str::<Value>(&meta).unwrap().is_object());
        // Values of an unknown type, each as long as a sentence and six bytes a character.
        assert!(meta.len() < 64 * 2 * 1_000 * 6);
        report.resend_key(UnixMillis(0));
        noise::of_report(&report);
        noise::of_event(&event, &frames);
    }
}

proptest! {
    #[test]
    fn bytes(body in collection::vec(any::<u8>(), 0..300)) {
        check(&body);
    }

    #[test]
    fn any_json(value in json()) {
        check(&serde_json::to_vec(&value).unwrap());
    }

    #[test]
    fn any_body_of_a_known_type(
        kind in prop::sample::select(TEXTS),
        body in json(),
        url in option::of(prop::sample::select(TEXTS)),
        age in json(),
    ) {
        let report = serde_json::json!({"type": kind, "url": url, "age": age, "body": body});
        check(&serde_json::to_vec(&report).unwrap());
        check(&serde_json::to_vec(&[report]).unwrap());
        check(&serde_json::to_vec(&serde_json::json!({"csp-report": body})).unwrap());
    }

    #[test]
    fn a_body_that_is_cut_off(at in 0usize..600) {
        let body = br#"[{"age":1,"type":"csp-violation","url":"https://a.example/","body":{"blockedURL":"inline","lineNumber":1}}]"#;
        let cut: Vec<u8> = body.iter().copied().take(at).collect();
        check(&cut);
    }
}
