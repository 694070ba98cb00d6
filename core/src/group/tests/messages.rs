//! What lasts of a message.

use alloc::{format, string::String};

use super::message::normalise;

#[test]
fn parts_that_change_become_marks() {
    let cases = [
        ("Order 12345 not found", "order [number] not found"),
        ("Order [digits] not found", "order [number] not found"),
        ("timeout of 5000ms exceeded", "timeout of [number]ms exceeded"),
        ("-1.5 is less than 0,25%", "[number] is less than [number]%"),
        ("at 2026-11-21T10:05:09.123Z", "at [number]t[number]z"),
        ("since 21/11/2026 10:05", "since [number] [number]"),
        ("from 192.0.2.1 and from [ip]", "from [number] and from [number]"),
        ("user 'Jane Doe' can't pay", "user [value] can't pay"),
        ("no key \"a\" in “b”, `c` or «d»", "no key [value] in [value], [value] or [value]"),
        ("it isn't 'there'", "it isn't [value]"),
        ("unclosed 'quote here", "unclosed 'quote here"),
        ("GET https://api.example/v1/users/5?q=1 failed", "get [url] failed"),
        ("see (https://a.example/x).", "see ([url])"),
        ("cannot open /home/[user]/notes.txt", "cannot open [path]"),
        ("cannot open C:\\notes\\a.txt now", "cannot open [path] now"),
        ("cannot open ./notes.txt", "cannot open [path]"),
        ("yes and/or no", "yes and/or no"),
        ("id 550e8400-e29b-41d4-a716-446655440000 gone", "id [id] gone"),
        ("id [uuid] gone, [token] too", "id [id] gone, [id] too"),
        ("commit 3f2a9c1b7e is old", "commit [id] is old"),
        ("pointer 0xdeadbeef", "pointer [id]"),
        ("key a8Kd92LmQ1 unknown", "key [id] unknown"),
        ("sha256 of h264 in utf8", "sha[number] of h[number] in utf[number]"),
        ("decade of facade", "decade of facade"),
        ("mail jane@example.com or [email]", "mail [email] or [email]"),
        ("{\"code\":7,\"at\":[1,2]}", "{[value]:[number],[value]:[[number]]}"),
        ("  first line \n second 5", "first line"),
        ("Ends with a stop...", "ends with a stop"),
        ("", ""),
        ("Ошибка 5 в заказе", "Ошибка [number] в заказе"),
    ];
    for (message, expected) in cases {
        assert_eq!(normalise(message, false), expected, "{message}");
        assert_eq!(normalise(expected, false), expected, "marks stay marks: {message}");
    }
}

#[test]
fn a_report_keeps_the_host() {
    assert_eq!(
        normalise("img-src blocked https://cdn.example:8443/a.png?x", true),
        "img-src blocked [url] cdn.example"
    );
}

#[test]
fn a_long_message_counts_by_its_start() {
    let long = |end: &str| format!("{}{end}", "word ".repeat(300));
    assert_eq!(normalise(&long("a"), false), normalise(&long("b"), false));
    let marks: String = "é'".repeat(100_000);
    assert!(normalise(&marks, false).len() < 20_000);
}
