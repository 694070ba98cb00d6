//! Nothing personal survives, whatever field it is put into.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use serde_json::{Value, json};

use super::{one, recorded};
use crate::report::Report;

/// Everything that is kept of a report, as text. `origin` is compared and not kept.
fn stored_text(report: &Report) -> String {
    let event = report.event();
    let mut report = report.clone();
    report.origin = None;
    format!("{report:?} {event:?} {:?} {}", report.fingerprint().parts, report.title())
}

const EMAIL: &str = "jane.roe@mail.example";
const QUERY: &str = "q=canary-query";
const TYPES: &[&str] = &[
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
    "a-new-type",
];
/// Every field that a type reads, and some that none does.
const FIELDS: &[&str] = &[
    "documentURL",
    "blockedURL",
    "sourceFile",
    "effectiveDirective",
    "violatedDirective",
    "originalPolicy",
    "disposition",
    "subresourceURL",
    "connection",
    "hash",
    "type",
    "destination",
    "id",
    "message",
    "anticipatedRemoval",
    "policyId",
    "featureId",
    "allowAttribute",
    "srcAttribute",
    "effectivePolicy",
    "nextResponseURL",
    "previousResponseURL",
    "openerURL",
    "openeeURL",
    "otherDocumentURL",
    "initialPopupURL",
    "property",
    "phase",
    "method",
    "protocol",
    "reason",
    "stack",
    "visibility_state",
    "hostname",
    "date-time",
    "effective-expiration-date",
    "failure-mode",
    "something_else",
];

#[test]
fn patterns_go_from_every_field_of_every_type() {
    let secrets = [
        format!("https://app.example/a?{QUERY}#canary-fragment"),
        format!("https://jane:canary-pw@app.example/{EMAIL}/x"),
        format!("by {EMAIL} from 203.0.113.77 and 2001:db8::7:7"),
        format!("see https://app.example/a?{QUERY} now"),
        format!("//cdn.example/x?{QUERY}"),
        "4111 1111 1111 1111".into(),
        "/home/janeroe/site/a.js".into(),
    ];
    let canaries = ["canary", EMAIL, "jane", "203.0.113.77", "2001:db8", "4111", "mail.example"];
    for type_name in TYPES {
        for secret in &secrets {
            let body: serde_json::Map<String, Value> =
                FIELDS.iter().map(|field| ((*field).into(), Value::from(secret.as_str()))).collect();
            let report = one(&json!({"type": type_name, "url": secret, "body": body}).to_string());
            let kept = stored_text(&report);
            for canary in canaries {
                assert!(!kept.contains(canary), "{canary} of {secret} in {type_name}:\n{kept}");
            }
            let named = one(&json!({"type": secret, "body": {secret.as_str(): 1}}).to_string());
            assert!(canaries.iter().all(|canary| !self::stored_text(&named).contains(canary)), "{named:?}");
        }
    }
}

#[test]
fn what_is_personal_by_its_name_is_never_read() {
    let secret = "canary plain words";
    let names = [
        "referrer",
        "server_ip",
        "serverIp",
        "sample",
        "script-sample",
        "scriptSample",
        "user_agent",
        "userAgent",
        "crash_report_api",
        "request_headers",
        "response_headers",
    ];
    for type_name in TYPES {
        let mut body = serde_json::Map::new();
        for name in names {
            body.insert(
                name.into(),
                if name == "crash_report_api" { json!({"k": secret}) } else { secret.into() },
            );
        }
        let mut report = json!({"type": type_name, "url": "https://app.example/", "body": body});
        for name in names {
            report[name] = secret.into();
        }
        let kept = stored_text(&one(&report.to_string()));
        assert!(!kept.contains("canary"), "{kept}");
        let legacy = json!({"csp-report": body}).to_string();
        assert!(!self::stored_text(&one(&legacy)).contains("canary"));
    }
}

#[test]
fn an_address_has_no_query_even_where_it_looks_like_text() {
    for address in ["https://app.example/a b?canary c", "inline?canary", "/a#canary", "data:text/css,canary"]
    {
        for type_name in TYPES {
            let fields = FIELDS.iter().filter(|field| field.ends_with("URL"));
            let others = ["sourceFile", "srcAttribute"].iter();
            let body: serde_json::Map<String, Value> =
                fields.chain(others).map(|field| ((*field).into(), Value::from(address))).collect();
            // What an unknown type calls an address, nobody knows.
            if *type_name != "a-new-type" {
                let kept =
                    stored_text(&one(&json!({"type": type_name, "url": address, "body": body}).to_string()));
                assert!(!kept.contains("canary"), "{kept}");
            }
        }
    }
}

#[test]
fn extensions_are_not_told_apart() {
    let of = |id: &str| {
        let url = format!("moz-extension://{id}/page.html");
        stored_text(&one(&json!({"type": "csp-violation", "url": "https://app.example/",
            "body": {"blockedURL": url, "sourceFile": url, "lineNumber": 1}})
        .to_string()))
    };
    assert_eq!(of("1b2c3d4e-aaaa-4000-8000-000000000001"), of("abcdefghijklmnopabcdefghijklmnop"));
}

#[test]
fn of_recorded_reports_no_query_sample_address_or_user_agent_is_left() {
    let all: Vec<String> =
        recorded().iter().flat_map(|(_, reports)| reports.iter().map(stored_text)).collect();
    let all = all.concat();
    for canary in ["token=abc", "jane@example.com", "window.inl", "127.0.0.1", "Mozilla/5.0", "const user"] {
        assert!(!all.contains(canary), "{canary}");
    }
    assert!(all.contains("https://other.test:8443/x.png"));
}
