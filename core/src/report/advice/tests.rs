//! What is advised, case by case.

use alloc::string::String;

use super::*;
use alloc::{borrow::ToOwned, vec::Vec};

fn of(fields: &[(&str, &str)]) -> Option<Advice> {
    let fields: Vec<_> =
        fields.iter().map(|(name, text)| ((*name).to_owned(), Json::Text((*text).to_owned()))).collect();
    advice(&Json::Map(fields), Some("https://shop.example/basket"))
}

fn csp_line(directive: &str, blocked: &str) -> Option<String> {
    let fields = [("report", "csp-violation"), ("effectiveDirective", directive), ("blockedURL", blocked)];
    of(&fields).unwrap().line
}

#[test]
fn what_was_blocked_is_allowed_by_its_origin() {
    let cases = [
        ("script-src-elem", "https://cdn.example/lib/a.js", "script-src https://cdn.example"),
        ("img-src", "https://cdn.example:8443/a.png", "img-src https://cdn.example:8443"),
        ("connect-src", "wss://live.example/socket", "connect-src wss://live.example"),
        ("img-src", "data", "img-src data:"),
        ("script-src", "wasm-eval", "script-src 'wasm-unsafe-eval'"),
        ("script-src-elem", "inline", "script-src 'nonce-…'"),
        ("connect-src", "https://shop.example/api", "connect-src 'self'"),
        ("frame-ancestors", "https://partner.example", "frame-ancestors https://partner.example"),
    ];
    for (directive, blocked, line) in cases {
        assert_eq!(csp_line(directive, blocked).as_deref(), Some(line), "{directive} {blocked}");
    }
}

#[test]
fn what_no_policy_should_allow_has_no_line() {
    for (directive, blocked) in [
        ("script-src", "eval"),
        ("script-src-attr", "inline"),
        ("script-src-elem", "data"),
        ("worker-src", "blob"),
        ("script-src", "trusted-types-sink"),
        ("script-src-elem", "chrome-extension"),
        ("frame-src", "about"),
    ] {
        assert_eq!(csp_line(directive, blocked), None, "{directive} {blocked}");
    }
}

#[test]
fn every_other_kind_has_its_word() {
    let line = |fields: &[(&str, &str)]| of(fields).unwrap().line;
    let coep = [("report", "coep"), ("type", "corp"), ("blockedURL", "https://cdn.example/a.png")];
    assert_eq!(line(&coep).as_deref(), Some("Cross-Origin-Resource-Policy: cross-origin"));
    let camera = [("report", "permissions-policy-violation"), ("policyId", "camera")];
    assert_eq!(line(&camera).as_deref(), Some("Permissions-Policy: camera=(self)"));
    let frame = [camera.as_slice(), &[("srcAttribute", "https://pay.example/x")]].concat();
    assert_eq!(line(&frame).as_deref(), Some("Permissions-Policy: camera=(self \"https://pay.example\")"));
    for kind in
        ["coop", "integrity-violation", "document-policy-violation", "deprecation", "intervention", "crash"]
    {
        assert!(of(&[("report", kind)]).is_some(), "{kind}");
    }
    for error in
        ["ok", "dns.name_not_resolved", "tcp.reset", "tls.cert.date_invalid", "http.error", "abandoned"]
    {
        assert!(of(&[("report", "network-error"), ("type", error)]).is_some(), "{error}");
    }
    for unknown in [[("report", "new"), ("a", "b")], [("report", "network-error"), ("type", "x")]] {
        assert_eq!(of(&unknown), None);
    }
}

#[test]
fn nothing_hostile_gets_into_a_line() {
    let bad = [("report", "permissions-policy-violation"), ("policyId", "camera=*, x")];
    assert_eq!(of(&bad), None);
    assert_eq!(csp_line("script-src;default-src *", "https://a.example"), None);
    assert_eq!(csp_line("img-src", "https://a.example;script-src *").as_deref(), None);
}

/// The line for what a policy on `https://shop.example` blocked, and whether there is a sentence.
fn of_policy(policy: &str, directive: &str, blocked: &str) -> (Option<String>, String) {
    let fields = [
        ("report", "csp-violation"),
        ("effectiveDirective", directive),
        ("blockedURL", blocked),
        ("originalPolicy", policy),
    ];
    let Advice { text, line } = of(&fields).unwrap();
    (line, text)
}

#[test]
fn what_is_in_force_is_taken_over() {
    let cdn = "https://cdn.example/a.js";
    for (policy, directive, blocked, line) in [
        ("script-src 'self'", "script-src-elem", cdn, "script-src 'self' https://cdn.example"),
        ("default-src 'self'; img-src x", "script-src-elem", cdn, "script-src 'self' https://cdn.example"),
        ("default-src 'none'", "img-src", cdn, "img-src https://cdn.example"),
        ("Script-Src-Elem a; script-src b", "script-src-elem", cdn, "script-src-elem a https://cdn.example"),
        ("child-src a; default-src b", "frame-src", cdn, "frame-src a https://cdn.example"),
        ("script-src a", "worker-src", cdn, "worker-src a https://cdn.example"),
        ("form-action 'self'", "form-action", cdn, "form-action 'self' https://cdn.example"),
        ("script-src 'nonce-[token]'", "script-src", cdn, "script-src ... https://cdn.example"),
        ("img-src http://[ip]:80", "img-src", cdn, "img-src ... https://cdn.example"),
        ("img-src a b…", "img-src", cdn, "img-src ... https://cdn.example"),
        ("connect-src 'self'", "connect-src", "wss://live.example", "connect-src 'self' wss://live.example"),
        (
            "connect-src live.example",
            "connect-src",
            "ws://live.example:81/",
            "connect-src live.example ws://live.example:81",
        ),
        (
            "img-src 'self'",
            "img-src",
            "https://1111111111.a-cdn.example/x",
            "img-src 'self' https://1111111111.a-cdn.example",
        ),
        (
            "img-src 'self'",
            "img-src",
            "https://10.0.0.1.sslip.example/",
            "img-src 'self' https://10.0.0.1.sslip.example",
        ),
        ("default-src 'self'", "script-src-elem", "wasm-eval", "script-src 'self' 'wasm-unsafe-eval'"),
        ("default-src 'self'", "style-src-elem", "inline", "style-src 'self' 'nonce-…'"),
        (
            "script-src 'strict-dynamic' https:",
            "script-src-elem",
            cdn,
            "script-src 'strict-dynamic' https: 'nonce-…'",
        ),
        ("script-src https://a.example", "script-src", "self", "script-src https://a.example 'nonce-…'"),
        (
            "img-src https://a.example",
            "img-src",
            "https://shop.example/a.png",
            "img-src https://a.example 'self'",
        ),
    ] {
        assert_eq!(of_policy(policy, directive, blocked).0.as_deref(), Some(line), "{policy} {blocked}");
    }
}

#[test]
fn no_line_where_none_would_help() {
    for (policy, directive, blocked, says) in [
        // It is there already.
        ("script-src https://cdn.example", "script-src-elem", "https://cdn.example/a.js", "already"),
        ("script-src 'self'", "script-src-elem", "https://shop.example/a.js", "already"),
        ("connect-src 'self'", "connect-src", "wss://shop.example/live", "already"),
        ("img-src 'self'", "connect-src", "https://cdn.example/", "already"),
        ("img-src data:", "img-src", "data", "already"),
        ("script-src 'wasm-unsafe-eval'", "script-src", "wasm-eval", "already"),
        // Hosts count for nothing.
        (
            "script-src 'nonce-…' 'strict-dynamic' https:",
            "script-src-elem",
            "https://cdn.example/a.js",
            "nonce",
        ),
        ("default-src 'nonce-…' 'strict-dynamic'", "script-src-elem", "https://cdn.example/a.js", "digest"),
        ("script-src 'nonce-…'", "script-src-elem", "inline", "nonce"),
        ("style-src 'self'", "style-src-attr", "inline", "attribute"),
        // No host, or none that is known.
        ("img-src 'self'", "img-src", "http://[ip]:15871", "by number"),
        ("img-src 'self'", "img-src", "http://[::1]:80/x", "by number"),
        ("img-src 'self'", "img-src", "https://[digits].cdn.example/x", "by number"),
        ("img-src 'self'", "img-src", "https://[uuid].cdn.example/x", "by number"),
        ("connect-src 'self'", "connect-src", "wss:", "nothing"),
        ("img-src 'self', img-src b", "img-src", "https://cdn.example/", "every policy"),
        // No site's own.
        ("script-src 'self'", "script-src-elem", "opera://js-inject", "opera:"),
        ("script-src 'self'", "script-src", "ms-appx-web://microsoft.microsoftedge", "no"),
        ("frame-src 'self'", "frame-src", "wyciwyg://1/https://shop.example/", "no"),
        // No sources.
        ("sandbox", "sandbox", "https://cdn.example/", "sandbox"),
        ("require-trusted-types-for 'script'", "require-trusted-types-for", "trusted-types-sink", "trusted"),
        ("trusted-types a", "trusted-types", "trusted-types-policy", "trusted-types"),
        ("plugin-types a/b", "plugin-types", "https://cdn.example/", "sources"),
        ("object-src 'none'", "object-src", "data", "blocked"),
        ("child-src 'none'", "child-src", "blob", "blocked"),
        ("default-src 'none'", "default-src", "data", "blocked"),
        ("script-src 'self'", "script-src-elem", "javascript", "listener"),
    ] {
        let (line, text) = of_policy(policy, directive, blocked);
        assert_eq!(line, None, "{policy} {blocked}");
        assert!(text.contains(says), "{policy} {blocked}: {text}");
    }
}

#[test]
fn a_connection_is_added_to_its_list() {
    let advice = |connection: &str, disposition: &str, patterns: &[&str]| {
        let text = |name: &str, text: &str| (name.to_owned(), Json::Text(text.to_owned()));
        let patterns = patterns.iter().map(|pattern| Json::Text((*pattern).to_owned())).collect();
        let fields = Json::Map(
            [
                text("report", "connection-allowlist"),
                text("connection", connection),
                text("disposition", disposition),
                ("allowlist".to_owned(), Json::List(patterns)),
            ]
            .into(),
        );
        super::advice(&fields, Some("https://shop.example/")).unwrap()
    };
    let line = |connection: &str, patterns: &[&str]| advice(connection, "enforce", patterns).line;
    let list = ["https://shop.example", "https://*.cdn.example:*"];
    assert_eq!(
        line("https://errors.example/v1/abc/report", &list).as_deref(),
        Some(
            r#"Connection-Allowlist: ("https://shop.example" "https://*.cdn.example:*" "https://errors.example")"#
        )
    );
    assert_eq!(
        line("wss://live.example:8443/x", &[]).as_deref(),
        Some(r#"Connection-Allowlist: ("wss://live.example:8443")"#)
    );
    assert_eq!(
        advice("api.example", "report", &[r#"https://a.example/"\d"#]).line.as_deref(),
        Some(r#"Connection-Allowlist-Report-Only: ("https://a.example/\"\\d" "https://api.example")"#)
    );
    assert_eq!(
        line("webrtc", &["https://shop.example"]).as_deref(),
        Some(r#"Connection-Allowlist: ("https://shop.example"); webrtc=allow"#)
    );
    for (connection, patterns) in [
        ("https://shop.example/moved", &list[..]),
        ("https://[ip]/x", &list),
        ("https://api.example", &["https://[digits].example"]),
        ("https://api.example", &["https://b\u{fc}cher.example"]),
    ] {
        assert_eq!(line(connection, patterns), None, "{connection} {patterns:?}");
    }
}

#[test]
fn a_frame_is_named_by_its_origin_or_not_at_all() {
    let line = |frame: &str| {
        let fields =
            [("report", "permissions-policy-violation"), ("policyId", "camera"), ("srcAttribute", frame)];
        of(&fields).and_then(|advice| advice.line)
    };
    assert_eq!(
        line("https://1111111111.pay.example/x").as_deref(),
        Some("Permissions-Policy: camera=(self \"https://1111111111.pay.example\")")
    );
    assert_eq!(line("https://shop.example/frame").as_deref(), Some("Permissions-Policy: camera=(self)"));
    for none in ["http://[ip]:80/", "https://[digits].pay.example/", "opera://x"] {
        assert_eq!(line(none), None, "{none}");
    }
}
