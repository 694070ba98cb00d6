//! Reports that no browser here could be made to send, as the specifications write them.

use alloc::{collections::BTreeSet, format};

use super::{blocks, one};
use crate::{json::Json, report::ReportBody};

#[test]
fn every_type_has_its_kind_title_and_grouping() {
    let mut issues = BTreeSet::new();
    let mut rows = 0;
    for [asked, title, grouping] in blocks(include_str!("written.txt")) {
        let (type_name, body) = asked.split_once(' ').unwrap();
        let report =
            one(&format!(r#"[{{"type":"{type_name}","url":"https://app.example/p?q=1","body":{body}}}]"#));
        assert_eq!(format!("{} {}", report.kind().code(), report.title()), title, "{body}");
        let parts = report.grouping();
        assert!(parts[0].starts_with("report: "));
        let grouping = if grouping == "-" { "" } else { grouping };
        assert_eq!(parts[1..].join(" | ").trim_end(), grouping, "{body}");
        assert_eq!(report.type_name, type_name);
        assert_eq!(report.url.as_deref(), Some("https://app.example/p"));
        assert_eq!(report.fingerprint().parts, parts);
        issues.insert(report.fingerprint().hash);
        rows += 1;
    }
    // The first two are one violation in two spellings; all others are issues of their own.
    assert_eq!((rows, issues.len()), (43, 42));
}

#[test]
fn line_and_full_url_make_no_other_issue() {
    let of = |page: &str, file: &str, line: u32| {
        one(&format!(
            r#"{{"type":"csp-violation","url":"https://app.example/{page}","body":{{"effectiveDirective":"script-src",
            "blockedURL":"https://cdn.example/{file}","sourceFile":"https://app.example/a.js","lineNumber":{line}}}}}"#
        ))
        .fingerprint()
    };
    assert_eq!(of("a", "b.js", 1), of("c", "d.js?e", 2));
}

#[test]
fn expect_ct_comes_in_a_wrapper_of_its_own() {
    let report = one(
        r#"{"expect-ct-report":{"date-time":"2017-12-12T10:00:00Z","hostname":"shop.example","port":8443,
        "effective-expiration-date":"2018-12-12T10:00:00Z","served-certificate-chain":["-----BEGIN"],
        "validated-certificate-chain":[],"scts":[],"failure-mode":"enforce","test-report":true}}"#,
    );
    assert_eq!(report.url.as_deref(), Some("https://shop.example:8443/"));
    assert_eq!(report.origin.as_deref(), Some("https://shop.example:8443"));
    assert_eq!(report.title(), "The certificate of shop.example is not in the transparency logs (a test)");
    let ReportBody::ExpectCt(body) = report.body else { panic!("{report:?}") };
    assert_eq!((body.enforced, body.test, body.port), (Some(true), Some(true), Some(8443)));
    assert_eq!(body.date_time.as_deref(), Some("2017-12-12T10:00:00Z"));
}

#[test]
fn a_crash_shows_its_stack() {
    let report = one(r#"{"type":"crash","url":"https://app.example/","body":{"reason":"unresponsive",
        "stack":"    at spin (https://app.example/a.js?u=ann:1:20)\n    at https://app.example/a.js:2:3",
        "crash_report_api":{"user":"ann"}}}"#);
    let event = report.event();
    assert_eq!(
        event.stack.as_deref(),
        Some("    at spin (https://app.example/a.js:1:20)\n    at https://app.example/a.js:2:3")
    );
    assert_eq!(
        event.meta,
        Some(Json::Map(
            [
                ("report".into(), Json::Text("crash".into())),
                ("reason".into(), Json::Text("unresponsive".into())),
            ]
            .into()
        ))
    );
}
