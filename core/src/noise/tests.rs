//! Every rule where it holds and where it must not.

use alloc::{format, vec::Vec};

use super::*;
use crate::{
    report::{Severity, decode},
    stack,
};

fn csp(blocked: &str, source_file: &str) -> Option<NoiseRule> {
    let body = format!(
        r#"{{"type":"csp-violation","url":"https://app.example/a","body":{{"effectiveDirective":"style-src-elem",
        "blockedURL":"{blocked}","sourceFile":"{source_file}"}}}}"#
    );
    of_report(&decode(body.as_bytes()).unwrap()[0])
}

#[test]
fn reports() {
    let cases = [
        ("chrome-extension", "", Some(NoiseRule::Extension)),
        ("chrome-extension://abcdefghijklmnopabcdefghijklmnop/a.css", "", Some(NoiseRule::Extension)),
        ("inline", "moz-extension://1b2c3d4e-0000-4000-8000-000000000000/x.js", Some(NoiseRule::Extension)),
        ("inline", "moz-extension", Some(NoiseRule::Extension)),
        ("https://cdn.example/a.css", "safari-web-extension://x/", Some(NoiseRule::Extension)),
        ("safari-extension:", "", Some(NoiseRule::Extension)),
        ("MS-Browser-Extension://x", "", Some(NoiseRule::Extension)),
        ("chrome-extension.example", "", None),
        ("https://chrome-extension.example/x", "", None),
        ("about", "", Some(NoiseRule::About)),
        ("about:blank", "", Some(NoiseRule::About)),
        ("inline", "about:srcdoc", Some(NoiseRule::About)),
        ("https://about.example/", "", None),
        ("inline", "sandbox eval code", Some(NoiseRule::Injected)),
        ("data", "user-script", Some(NoiseRule::Injected)),
        ("data:font/woff2;base64,AAAA", "user-script:2", Some(NoiseRule::Injected)),
        ("inline", "webkit-masked-url://hidden/", Some(NoiseRule::Injected)),
        // The site's own script on another host may well be the one to cure.
        ("inline", "https://static.example/app.js", None),
        ("inline", "https://app.example/a", None),
        ("inline", "", None),
        ("data", "", None),
        ("eval", "sandbox eval code", None),
        ("opera://js-inject", "", Some(NoiseRule::Injected)),
        ("opera", "", Some(NoiseRule::Injected)),
        ("ms-appx-web://microsoft.microsoftedge", "", Some(NoiseRule::Injected)),
        ("wyciwyg://1/https://app.example/", "", Some(NoiseRule::Injected)),
        ("Chrome://resources/a.css", "https://app.example/a", Some(NoiseRule::Injected)),
        ("resource:///modules/a.css", "", Some(NoiseRule::Injected)),
        ("file:///android_asset/a.css", "", Some(NoiseRule::Injected)),
        ("inline", "file:///android_asset/a.js", Some(NoiseRule::Injected)),
        ("some-app:whatever", "", Some(NoiseRule::Injected)),
        ("edge-extension://abc/a.css", "", Some(NoiseRule::Extension)),
        // A word alone may be a keyword that is new.
        ("a-new-keyword", "", None),
        ("wss://live.example", "", None),
        ("mailto:x", "", None),
        ("localhost:8080", "", None),
        ("wasm-eval", "https://errors.example/client/corncrake_client.js", Some(NoiseRule::OwnWasm)),
        (
            "wasm-eval",
            "https://app.example/node_modules/corncrake/dist/corncrake.js",
            Some(NoiseRule::OwnWasm),
        ),
        ("wasm-eval", "https://app.example/assets/corncrake_client-BqT3k9aZ.js", Some(NoiseRule::OwnWasm)),
        ("wasm-eval", "https://app.example/app.js", None),
        ("eval", "https://errors.example/client/corncrake_client.js", None),
    ];
    for (blocked, source_file, rule) in cases {
        assert_eq!(csp(blocked, source_file), rule, "{blocked} {source_file}");
    }
}

#[test]
fn reports_of_other_types() {
    let of = |body: &str| of_report(&decode(body.as_bytes()).unwrap()[0]);
    let deprecation = r#"{"type":"deprecation","url":"https://app.example/","body":{"id":"X","sourceFile":"chrome-extension://x/a.js"}}"#;
    assert_eq!(of(deprecation), Some(NoiseRule::Extension));
    let frame = r#"{"csp-report":{"document-uri":"about:srcdoc","blocked-uri":"inline"}}"#;
    assert_eq!(of(frame), Some(NoiseRule::About));
    assert_eq!(of(r#"{"csp-report":{"document-uri":"about","blocked-uri":"eval"}}"#), Some(NoiseRule::About));
    assert_eq!(of(r#"{"type":"crash","url":"https://app.example/","body":{}}"#), None);
    assert_eq!(of(r#"{"type":"x"}"#), None);
    let scheme_alone = r#"{"csp-report":{"document-uri":"https://a.example/","blocked-uri":"some-app","effective-directive":"frame-src"}}"#;
    assert_eq!(of(scheme_alone), Some(NoiseRule::Injected));
    let own = r#"{"csp-report":{"document-uri":"some-app://localhost/","blocked-uri":"some-app","effective-directive":"frame-src"}}"#;
    assert_eq!(of(own), None);
    let embedded = r#"{"type":"coep","url":"https://a.example/","body":{"blockedURL":"opera://x"}}"#;
    assert_eq!(of(embedded), Some(NoiseRule::Injected));
    let connection = r#"{"type":"connection-allowlist","url":"https://a.example/","body":{"connection":"moz-extension://x/y"}}"#;
    assert_eq!(of(connection), Some(NoiseRule::Extension));
    let in_an_app = r#"{"csp-report":{"document-uri":"capacitor://localhost/","blocked-uri":"inline","source-file":"capacitor"}}"#;
    assert_eq!(of(in_an_app), None);
}

#[test]
fn what_reports_no_fault() {
    let of = |kind: &str, body: &str| {
        let report = format!(r#"[{{"type":"{kind}","url":"https://app.example/","body":{body}}}]"#);
        let report = decode(report.as_bytes()).unwrap().remove(0);
        (of_report(&report), report.severity())
    };
    let none = (Some(NoiseRule::NoFault), Severity::Information);
    for (kind, body) in [
        (
            "network-error",
            r#"{"type":"ok","phase":"application","status_code":200,"sampling_fraction":0.01}"#,
        ),
        ("network-error", r#"{"type":"OK","status_code":304}"#),
        ("network-error", r#"{"type":"ok"}"#),
        ("csp-hash", r#"{"subresourceURL":"https://cdn.example/a.js","hash":""}"#),
        ("csp-hash", "{}"),
        ("expect-ct", r#"{"hostname":"app.example","failure-mode":"enforce","test-report":true}"#),
    ] {
        assert_eq!(of(kind, body), none, "{kind} {body}");
    }
    for (kind, body) in [
        ("deprecation", r#"{"id":"X"}"#),
        ("csp-violation", r#"{"effectiveDirective":"img-src","blockedURL":"data","disposition":"report"}"#),
        ("coep", r#"{"type":"corp","disposition":"reporting"}"#),
        ("coop", r#"{"disposition":"reporting"}"#),
        ("integrity-violation", r#"{"reportOnly":true}"#),
        ("document-policy-violation", r#"{"disposition":"report"}"#),
        ("permissions-policy-violation", r#"{"disposition":"report"}"#),
        ("potential-permissions-policy-violation", r#"{"disposition":"enforce"}"#),
        ("expect-ct", r#"{"failure-mode":"report-only"}"#),
        ("network-error", r#"{"type":"abandoned"}"#),
        ("a-new-type", r#"{"disposition":"reporting"}"#),
    ] {
        assert_eq!(of(kind, body), (None, Severity::Warning), "{kind} {body}");
    }
    for (kind, body) in [
        ("network-error", r#"{"type":"http.error","status_code":500}"#),
        ("network-error", r#"{"type":"ok","status_code":503}"#),
        ("network-error", "{}"),
        ("csp-violation", r#"{"effectiveDirective":"img-src","blockedURL":"data"}"#),
        ("intervention", r#"{"id":"X"}"#),
        ("crash", "{}"),
        ("expect-ct", r#"{"failure-mode":"enforce"}"#),
        ("a-new-type", r#"{"disposition":"enforce"}"#),
        ("a-new-type", "{}"),
    ] {
        assert_eq!(of(kind, body), (None, Severity::Failure), "{kind} {body}");
    }
}

#[test]
fn noise_never_shares_an_issue_with_what_is_worth_a_look() {
    let of = |url: &str, blocked: &str, source_file: &str| {
        let body = format!(
            r#"{{"type":"csp-violation","url":"{url}","body":{{"effectiveDirective":"script-src",
            "blockedURL":"{blocked}","sourceFile":"{source_file}"}}}}"#
        );
        let report = &decode(body.as_bytes()).unwrap()[0];
        (of_report(report).is_some(), report.fingerprint().hash)
    };
    let mut all = Vec::new();
    for url in ["https://app.example/", "about:blank"] {
        for blocked in [
            "inline",
            "data",
            "wasm-eval",
            "about",
            "https://cdn.example/",
            "moz-extension",
            "opera://cdn.example/",
            "self",
        ] {
            for source_file in [
                "",
                "https://app.example/a.js",
                "https://app.example/client/corncrake_client.js",
                "moz-extension",
                "user-script",
                "about:srcdoc",
            ] {
                all.push(of(url, blocked, source_file));
            }
        }
    }
    for (is_noise, hash) in &all {
        assert!(all.iter().all(|(other, same)| hash != same || is_noise == other), "{hash}");
    }
}

#[test]
fn events() {
    let mixed =
        "Error: x\n    at f (chrome-extension://abc/a.js:1:2)\n    at g (https://app.example/a.js:1:2)";
    let cases = [
        (
            "x",
            "Error: x\n    at f (chrome-extension://abc/a.js:1:2)\n    at <anonymous>",
            Some(NoiseRule::Extension),
        ),
        (
            "x",
            "f@moz-extension://abc/a.js:1:2\ng@safari-web-extension://d/a.js:3:4",
            Some(NoiseRule::Extension),
        ),
        ("x", mixed, None),
        ("Extension context invalidated.", "", Some(NoiseRule::Extension)),
        ("Uncaught Error: Extension context invalidated.", "", Some(NoiseRule::Extension)),
        ("Invalid call to runtime.sendMessage(). Tab not found.", "", Some(NoiseRule::Extension)),
        ("Extension context invalidated.", "f@https://app.example/a.js:1:2", None),
        ("Script error.", "", Some(NoiseRule::ScriptError)),
        ("Script error", "", Some(NoiseRule::ScriptError)),
        ("Script error.", "f@https://app.example/a.js:1:2", None),
        ("Script error in the cart", "", None),
        ("ResizeObserver loop limit exceeded", "", Some(NoiseRule::ResizeObserver)),
        (
            "Uncaught ResizeObserver loop completed with undelivered notifications.",
            "f@https://app.example/a.js:1:2",
            Some(NoiseRule::ResizeObserver),
        ),
        ("No ResizeObserver loop here", "", None),
        (
            "x",
            "f@webkit-masked-url://hidden/:1:2\ng@webkit-masked-url://hidden/:3:4",
            Some(NoiseRule::MaskedUrl),
        ),
        ("x", "f@webkit-masked-url://hidden/:1:2\ng@https://app.example/a.js:3:4", None),
        ("Loading chunk 5 failed.", "f@https://app.example/a.js:1:2", Some(NoiseRule::StaleDeploy)),
        ("Loading chunk of data failed", "f@https://app.example/a.js:1:2", None),
        ("Failed to load chunk of the upload", "", None),
        ("Object Not Found Matching Id:6, MethodName:update, ParamCount:4", "", Some(NoiseRule::Crawler)),
        ("Object Not Found Matching Id:6", "f@https://app.example/a.js:1:2", None),
        ("Order Object Not Found Matching Id:6", "", None),
        (
            "undefined is not an object (evaluating '__gCrWeb.instantSearch.setAsTouchable')",
            "global code@https://app.example/:1:2",
            Some(NoiseRule::Injected),
        ),
        ("Can't find variable: _AutofillCallbackHandler", "", Some(NoiseRule::Injected)),
        ("x", "    at f (user-script:1:2:3)\n    at user-script:1:4:5", Some(NoiseRule::Injected)),
        ("x", "    at f (user-script:1:2:3)\n    at g (https://app.example/a.js:1:2)", None),
        (
            "x",
            "f@https://connect.facebook.net/en_US/fbevents.js:1:2\n[native code]",
            Some(NoiseRule::ThirdParty),
        ),
        ("x", "f@https://connect.facebook.net/en_US/fbevents.js:1:2\ng@https://app.example/a.js:1:2", None),
        // A site's own script may be on any host, and in a tag manager.
        ("x", "f@https://cdn.example/a.js:1:2", None),
        ("x", "f@https://www.googletagmanager.com/gtm.js:1:2", None),
        ("x", "f@https://notdoubleclick.net/a.js:1:2", None),
        ("x", "f@https://doubleclick.net.evil.example/a.js:1:2", None),
        ("x is undefined", "", None),
        ("", "", None),
    ];
    for (message, stack, rule) in cases {
        let event = Event { message: message.into(), ..Event::default() };
        assert_eq!(of_event(&event, &stack::parse(stack)), rule, "{message} {stack}");
    }
}

/// What bundlers and engines say of a part that did not load.
const STALE: &[(&str, &str)] = &[
    (
        "ChunkLoadError",
        "Loading chunk 12 failed.\n(error: https://app.example/static/js/12.3f2a9c1b.chunk.js)",
    ),
    ("ChunkLoadError", "Loading chunk vendors-node_modules_a failed.\n(missing: https://app.example/a.js)"),
    ("ChunkLoadError", "Loading hot update chunk main failed."),
    ("ChunkLoadError", "Failed to load chunk /_next/static/chunks/3f2a9c1b.js from module 4711"),
    ("Error", "Loading chunk 12 failed. (timeout: https://app.example/12.js)"),
    ("Error", "Loading CSS chunk 7 failed.\n(/static/css/7.3f2a9c1b.css)"),
    ("Error", "Unable to preload CSS for /assets/cart-BqT3k9aZ.css"),
    ("TypeError", "Failed to fetch dynamically imported module: https://app.example/assets/cart-BqT3k9aZ.js"),
    ("TypeError", "error loading dynamically imported module: https://app.example/assets/cart-BqT3k9aZ.js"),
    ("TypeError", "Importing a module script failed."),
    ("TypeError", "'text/html' is not a valid JavaScript MIME type."),
    ("", "Uncaught (in promise) TypeError: Importing a module script failed."),
    (
        "",
        "Failed to load module script: Expected a JavaScript-or-Wasm module script but the server responded \
         with a MIME type of \"text/html\". Strict MIME type checking is enforced for module scripts per HTML spec.",
    ),
];

#[test]
fn a_stale_deploy_is_one_issue_whatever_the_bundler_and_the_engine() {
    let frames = stack::parse("    at openCart (https://app.example/assets/index-BqT3k9aZ.js:1:2)");
    let mut issues: Vec<_> = Vec::new();
    for (name, message) in STALE {
        let name = Some(*name).filter(|name| !name.is_empty()).map(Into::into);
        let event = Event { name, message: (*message).into(), ..Event::default() };
        assert_eq!(of_event(&event, &frames), Some(NoiseRule::StaleDeploy), "{message}");
        issues.push(group::fingerprint(&event, &frames).hash);
    }
    issues.dedup();
    assert_eq!(issues.len(), 1);
}

#[test]
fn a_third_party_page_of_its_own_is_no_third_party() {
    let frames = stack::parse("f@https://static.hotjar.com/c/hotjar.js:1:2");
    let on = |page: &str| Event { message: "x".into(), uri: Some(page.into()), ..Event::default() };
    assert_eq!(of_event(&on("https://app.example/cart"), &frames), Some(NoiseRule::ThirdParty));
    assert_eq!(of_event(&on("https://static.hotjar.com/about"), &frames), None);
}

/// What 124 failing places of a real site say, and 250 wordings of engines: no visitor of these
/// was a crawler, and nothing was injected.
#[test]
fn what_engines_throw_is_no_noise() {
    let wordings: serde_json::Value =
        serde_json::from_str(include_str!("../../tests/fixtures/wordings.json")).unwrap();
    for wording in wordings.as_array().unwrap() {
        for engine in ["chromium-156", "firefox-153", "webkitgtk-2.50"] {
            let message: alloc::string::String = wording[engine][1].as_str().unwrap().into();
            let event = Event { message, ..Event::default() };
            let rule = of_event(&event, &stack::parse("f@https://app.example/a.js:1:2"));
            let is_chunk = group::is_chunk_load(&event);
            assert_eq!(rule, Some(NoiseRule::StaleDeploy).filter(|_| is_chunk), "{}", event.message);
        }
    }
    for corpus in [
        include_str!("../../tests/corpus/chromium.json"),
        include_str!("../../tests/corpus/firefox.json"),
        include_str!("../../tests/corpus/webkit.json"),
        include_str!("../../tests/corpus/node.json"),
    ] {
        let corpus: serde_json::Value = serde_json::from_str(corpus).unwrap();
        for case in corpus["cases"].as_array().unwrap() {
            let text = |name: &str| case[name].as_str().unwrap_or_default();
            let name = case["name"].as_str().map(Into::into);
            let event = Event { name, message: text("message").into(), ..Event::default() };
            let frames = stack::parse_event(text("stack"), event.name.as_deref(), &event.message);
            let expected = Some(NoiseRule::StaleDeploy).filter(|_| text("id") == "missing chunk");
            assert_eq!(of_event(&event, &frames), expected, "{case}");
        }
    }
}

#[test]
fn rules_have_names_and_sentences_of_their_own() {
    for (place, rule) in NoiseRule::ALL.into_iter().enumerate() {
        assert!(rule.name().bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
        assert!(rule.explanation().ends_with('.'));
        for other in NoiseRule::ALL.iter().skip(place + 1) {
            assert_ne!(rule.name(), other.name());
            assert_ne!(rule.explanation(), other.explanation());
        }
    }
}
