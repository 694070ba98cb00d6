//! The rules of matching, case by case. `tests/content_policy.rs` holds them against a reader that
//! is not ours.

use alloc::vec::Vec;

use super::{source::matches, *};

fn is_match(source: &str, address: &str, page: &str) -> bool {
    matches(source, &Url::parse(address).unwrap(), Url::parse(page).as_ref())
}

#[test]
fn sources_match_as_the_specification_says() {
    let page = "https://shop.example/";
    for (source, address) in [
        ("https://cdn.example", "https://cdn.example/a.js"),
        ("http://cdn.example", "https://cdn.example/a.js"),
        ("cdn.example", "https://cdn.example/a.js"),
        ("CDN.example:443", "https://cdn.example/a.js"),
        ("cdn.example:*", "https://cdn.example:8443/a.js"),
        ("https://*.cdn.example", "https://a.b.cdn.example"),
        ("https:", "https://cdn.example"),
        ("http:", "https://cdn.example"),
        ("ws://live.example", "wss://live.example/x"),
        ("wss:", "wss://live.example"),
        ("*", "https://cdn.example"),
        ("*", "wss://live.example"),
        ("https://*:8443", "https://cdn.example:8443/"),
        ("https://cdn.example/js/", "https://cdn.example/js/a/b.js"),
        ("https://cdn.example/js/a.js", "https://cdn.example/js/a.js"),
        ("https://cdn.example/js%2Fa", "https://cdn.example/js%2fa"),
        ("https://cdn.example/", "https://cdn.example"),
        ("https://cdn.example/[digits]/", "https://cdn.example/[digits]/a.js"),
        ("'self'", "https://shop.example:443/api"),
        ("'SELF'", "wss://shop.example/live"),
        ("127.0.0.1:8787", "https://127.0.0.1:8787/"),
    ] {
        assert!(is_match(source, address, page), "{source} {address}");
    }
    for (source, address) in [
        ("https://cdn.example", "http://cdn.example/a.js"),
        ("https://cdn.example", "https://cdn.example:8443/a.js"),
        ("https://*.cdn.example", "https://cdn.example"),
        ("https://*.cdn.example", "https://evilcdn.example"),
        ("cdn.example", "wss://cdn.example"),
        ("cdn.example", "http://cdn.example"),
        ("https:", "wss://live.example"),
        ("data:", "https://cdn.example"),
        ("https://cdn.example/js/", "https://cdn.example/css/a.css"),
        ("https://cdn.example/js/", "https://cdn.example/js"),
        ("https://cdn.example/js", "https://cdn.example/js/a.js"),
        ("'self'", "https://shop.example:8443/api"),
        ("'self'", "https://cdn.example"),
        ("'none'", "https://cdn.example"),
        ("'nonce-abc'", "https://cdn.example"),
        ("'unsafe-inline'", "https://cdn.example"),
        ("https://", "https://cdn.example"),
        ("", "https://cdn.example"),
    ] {
        assert!(!is_match(source, address, page), "{source} {address}");
    }
    assert!(is_match("'self'", "https://shop.example/", "http://shop.example/"));
    assert!(is_match("'self'", "ws://shop.example/", "http://shop.example/"));
    assert!(!is_match("'self'", "http://shop.example/", "https://shop.example/"));
    assert!(!is_match("'self'", "https://shop.example/", "about:srcdoc"));
    assert!(!is_match("cdn.example", "https://cdn.example/", "about:srcdoc"));
}

#[test]
fn what_is_no_address_of_a_named_server_is_not_read() {
    for address in [
        "http://[ip]:80",
        "http://[::1]/",
        "http://10.0.0.1",
        "opera://x",
        "data",
        "https://a b/",
        "https://a:b/",
    ] {
        assert_eq!(Url::parse(address), None, "{address}");
    }
}

#[test]
fn each_directive_has_its_stand_ins() {
    let all = |directive| in_its_place(directive).collect::<Vec<_>>();
    assert_eq!(all("script-src-elem"), ["script-src-elem", "script-src", "default-src"]);
    assert_eq!(all("style-src-attr"), ["style-src-attr", "style-src", "default-src"]);
    assert_eq!(all("worker-src"), ["worker-src", "child-src", "script-src", "default-src"]);
    assert_eq!(all("frame-src"), ["frame-src", "child-src", "default-src"]);
    assert_eq!(all("frame-ancestors"), ["frame-ancestors"]);
    assert_eq!(all("form-action"), ["form-action"]);
}

#[test]
fn the_first_of_a_name_counts_and_a_line_replaces_it() {
    let blocked = BlockedResource::Address(Url::parse("https://cdn.example/a.png").unwrap());
    let allows = |text: &str| ContentPolicy::read(text).allows("img-src", &blocked, None);
    assert!(allows("img-src https:; img-src 'none'"));
    assert!(!allows("img-src 'none'; img-src https:"));
    assert!(allows("script-src 'none'"));
    assert!(!allows("IMG-SRC 'self'"));
    let policy = ContentPolicy::read("default-src 'none'; img-src 'self'");
    assert!(policy.with("img-src https:").allows("img-src", &blocked, None));
    assert!(!policy.with("font-src https:").allows("img-src", &blocked, None));
}
