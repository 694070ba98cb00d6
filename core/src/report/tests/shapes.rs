//! Shapes, spellings and what is absent.

use alloc::{format, string::ToString, vec::Vec};

use super::one;
use crate::report::{Csp, MAX_AGE_MS, MAX_REPORTS, ReportBody, SourceLocation, decode};

fn csp(body: &str) -> Csp {
    match one(body).body {
        ReportBody::Csp(csp) => csp,
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_violation_in_every_shape_and_spelling_is_the_same() {
    let expected = Csp {
        directive: Some("img-src".into()),
        blocked: Some("https://cdn.example/x.png".into()),
        enforced: Some(false),
        policy: Some("img-src 'self'".into()),
        status: Some(200),
        place: SourceLocation {
            file: Some("https://app.example/a.js".into()),
            line: Some(3),
            column: Some(7),
        },
    };
    let camel = r#"{"documentURL":"https://app.example/p","effectiveDirective":"img-src","blockedURL":"https://cdn.example/x.png?a",
        "disposition":"report","originalPolicy":"img-src 'self'","statusCode":200,"sourceFile":"https://app.example/a.js#b",
        "lineNumber":3,"columnNumber":7}"#;
    let uri = camel.replace("URL", "URI").replace(":3,", r#":"3","#).replace(":7}", r#":"7"}"#);
    let kebab = r#"{"document-uri":"https://app.example/p","violated-directive":"img-src","blocked-uri":"https://cdn.example/x.png?a",
        "disposition":"report","original-policy":"img-src 'self'","status-code":"200","source-file":"https://app.example/a.js",
        "line-number":"3","column-number":7.0,"effective-directive":""}"#;
    let snake = kebab.replace('-', "_").replace("img_src", "img-src");
    for body in [camel, uri.as_str(), kebab, snake.as_str()] {
        let report = format!(r#"{{"type":"csp-violation","url":"https://app.example/p?q","body":{body}}}"#);
        let shapes = [
            report.clone(),
            format!("[{report}]"),
            format!(" \n[{report}]\n"),
            format!(r#"{{"csp-report":{body}}}"#),
            format!(r#"{{"cspReport":{body}}}"#),
            format!(r#"[{{"csp-report":{body}}}]"#),
            format!(r#"{{"type":"csp-violation","url":"https://app.example/p","csp-report":{body}}}"#),
            report.replace("csp-violation", "csp"),
        ];
        for shape in shapes {
            assert_eq!(csp(&shape), expected, "{shape}");
            assert_eq!(one(&shape).url.as_deref(), Some("https://app.example/p"), "{shape}");
        }
    }
}

#[test]
fn missing_zero_and_null_are_absent() {
    for place in [
        "",
        r#","lineNumber":0,"columnNumber":1"#,
        r#","lineNumber":null,"columnNumber":null"#,
        r#","lineNumber":"","columnNumber":"5""#,
        r#","lineNumber":-1,"columnNumber":5"#,
        r#","lineNumber":1e300,"columnNumber":5"#,
        r#","lineNumber":99999999999,"columnNumber":5"#,
    ] {
        let csp = csp(&format!(r#"{{"csp-report":{{"source-file":"https://a.example/"{place}}}}}"#));
        assert_eq!((csp.place.line, csp.place.column), (None, None), "{place}");
        assert_eq!(one(&format!(r#"{{"csp-report":{{"x":1{place}}}}}"#)).event().stack, None);
    }
    let first = csp(r#"{"csp-report":{"line-number":1,"column-number":0,"referrer":null}}"#);
    assert_eq!((first.place.line, first.place.column), (Some(1), None));
}

#[test]
fn an_age_is_as_given_and_capped() {
    let age = |age: &str| one(&format!(r#"{{"type":"crash"{age}}}"#)).age;
    assert_eq!(age(""), None);
    assert_eq!(age(r#","age":0"#), Some(0));
    assert_eq!(age(r#","age":"61000""#), Some(61_000));
    assert_eq!(age(r#","age":12.7"#), Some(12));
    assert_eq!(age(r#","age":-5"#), None);
    assert_eq!(age(r#","age":9007199254740991"#), Some(MAX_AGE_MS));
    assert_eq!(age(r#","age":[]"#), None);
}

#[test]
fn an_array_holds_any_number_and_what_is_no_report_is_passed_over() {
    assert_eq!(decode(b"[]").unwrap(), Vec::new());
    let crash = r#"{"type":"crash"}"#;
    assert_eq!(decode(format!("[1,{crash},null,[],{{}},{crash}]").as_bytes()).unwrap().len(), 2);
    let many = format!("[{}{crash}]", format!("{crash},").repeat(9_999));
    assert_eq!(decode(many.as_bytes()).unwrap().len(), MAX_REPORTS);
    let bad_first = format!("[{}{crash}]", "0,".repeat(9_999));
    assert_eq!(decode(bad_first.as_bytes()).unwrap().len(), 1);
}

#[test]
fn what_is_no_report_is_refused_with_a_reason() {
    let error = |body: &str| decode(body.as_bytes()).unwrap_err().to_string();
    assert_eq!(error(""), "the body is not valid JSON (line 1, column 0)");
    assert_eq!(error("{\"type\":"), "the body is not valid JSON (line 1, column 8)");
    for body in ["1", "null", "\"csp-violation\"", "[1]", "[[]]"] {
        assert_eq!(error(body), "a report must be a JSON object or an array of them", "{body}");
    }
    for body in ["{}", "[{}]", r#"{"type":""}"#, r#"{"type":{}}"#, r#"{"csp-report":1}"#, r#"{"url":"x"}"#] {
        assert_eq!(error(body), "type is required", "{body}");
    }
}

#[test]
fn the_origin_is_whole_and_the_address_is_not() {
    let of = |url: &str| {
        let report = one(&format!(r#"{{"type":"crash","url":"{url}"}}"#));
        (report.origin, report.url)
    };
    let both = |origin: &str, url: &str| (Some(origin.into()), Some(url.into()));
    assert_eq!(
        of("https://App.example:8443/a?b#c"),
        both("https://app.example:8443", "https://App.example:8443/a")
    );
    assert_eq!(of("http://192.0.2.7/a"), both("http://192.0.2.7", "http://[ip]/a"));
    assert_eq!(of("https://ann:pw@app.example/"), both("https://app.example", "https://app.example/"));
    assert_eq!(of("blob:https://app.example/1b2c"), both("https://app.example", "blob"));
    assert_eq!(of("https://app.example?x"), both("https://app.example", "https://app.example"));
    assert_eq!(of("about:srcdoc"), (None, Some("about:srcdoc".into())));
    assert_eq!(of("chrome-extension://abc/x"), (None, Some("chrome-extension".into())));
    assert_eq!(of(""), (None, None));
}

#[test]
fn a_host_is_whole_whatever_it_begins_with() {
    let blocked = |address: &str| {
        let report = one(&format!(
            r#"{{"csp-report":{{"document-uri":"https://shop.example/","violated-directive":"img-src",
            "blocked-uri":"{address}","original-policy":"img-src 'self'"}}}}"#
        ));
        (report.title(), report.fingerprint().hash)
    };
    let mut issues = Vec::new();
    for host in [
        "1111111111.a-cdn.example",
        "2222222222.a-cdn.example",
        "2b1c3d4e-aaaa-4000-8000-000000000001.a-cdn.example",
        "2b1c3d4e-aaaa-4000-8000-000000000002.a-cdn.example",
        "o450123456789.ingest.example",
        "10.0.0.1.sslip.example",
        "203-0-113-7.dyn.example",
        "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi.example",
        "eyJhbGciOiJIUzI1NiJ9.example",
    ] {
        let (title, hash) = blocked(&format!("https://{host}:8443/123456789/x?y#z"));
        assert_eq!(title, format!("img-src blocked {host}"));
        assert!(!issues.contains(&hash), "{host}");
        issues.push(hash);
    }
    for (address, title) in [
        ("http://203.0.113.7:15871", "img-src blocked [ip]"),
        ("https://[2001:db8::7]/x", "img-src blocked [ip]"),
        ("http://3405803783/", "img-src blocked [digits]"),
        ("https://jane:pw@1111111111.example/", "img-src blocked 1111111111.example"),
        ("opera://js-inject", "img-src blocked opera:"),
        ("WYCIWYG://1/https://shop.example/", "img-src blocked wyciwyg:"),
        ("opera", "img-src blocked opera:"),
        ("wss", "img-src blocked wss:"),
    ] {
        assert_eq!(blocked(address).0, title);
    }
    let path = one(r#"{"csp-report":{"document-uri":"https://shop.example/","blocked-uri":
        "https://1111111111.example/jane@mail.example/4111111111111111"}}"#);
    assert_eq!(path.subjects().next(), Some("https://1111111111.example/[email]/[digits]"));
    let ct = one(r#"{"type":"expect-ct","body":{"hostname":"1111111111.example"}}"#);
    assert_eq!(ct.title(), "The certificate of 1111111111.example is not in the transparency logs");
}

#[test]
fn self_is_inline_of_code_and_the_own_origin_elsewhere() {
    let of = |directive: &str| {
        let report = format!(
            r#"{{"csp-report":{{"document-uri":"https://a.example/","violated-directive":"{directive}","blocked-uri":"self"}}}}"#
        );
        one(&report).title()
    };
    assert_eq!(of("script-src 'self'"), "script-src blocked an inline script");
    assert_eq!(of("style-src"), "style-src blocked an inline style");
    assert_eq!(of("default-src 'none'"), "default-src blocked an inline script");
    assert_eq!(of("img-src"), "img-src blocked self");
}
