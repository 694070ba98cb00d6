//! What stands before the first frame is never one.

use alloc::{format, vec, vec::Vec};

use super::{golden, render};
use crate::stack::{calls, parse_event};

const STACK: &str = "Error: first line a@b.example
at second line (of three)
    at third (https://x.example/y.js:1:2)
    at multi (https://shop.example/app.js:44:26)";

#[test]
fn an_e_mail_address_in_a_message_is_no_frame() {
    golden("Error: write to a@b.example", &[]);
    golden("Error: write to a@b.example:1:2", &[]);
    golden("Error: a@https://b.example/x.js:1:2", &[]);
    golden("ShopError: a@b.example\nat second line (of three)\nat x (12:30)", &["x | 12 | 30:- | own"]);
    golden("", &[]);
    golden("\n\n", &[]);
}

#[test]
fn a_known_message_is_cut_however_it_looks() {
    let message =
        "first line a@b.example\nat second line (of three)\n    at third (https://x.example/y.js:1:2)";
    let expected = vec!["multi | https://shop.example/app.js | 44:26 | own"];
    for (name, message) in [
        (Some("Error"), message.into()),
        (None, message.into()),
        (Some("ShopError"), message.into()), // renamed after it was made
        (Some("Error"), format!("Uncaught {message}")),
    ] {
        let frames: Vec<_> = parse_event(STACK, name, &message).iter().map(render).collect();
        assert_eq!(frames, expected, "{name:?} {message}");
    }
    // A message that was cut on its way still ends in the middle of the stack's.
    let long = "x".repeat(300);
    let stack = format!("Error: {long} and more\n    at f (https://shop.example/app.js:1:2)");
    assert_eq!(parse_event(&stack, Some("Error"), &long).len(), 1);
}

#[test]
fn nothing_else_is_cut() {
    let gecko = "f@https://shop.example/app.js:1:2\ng@https://shop.example/app.js:3:4";
    for message in ["", "f", "f@https", "Error", "g"] {
        assert_eq!(parse_event(gecko, Some("f"), message).len(), 2, "{message}");
    }
    // Without the message the frame in it cannot be told from a real one.
    assert_eq!(parse_event(STACK, None, "").len(), 2);
    assert_eq!(parse_event(STACK, Some("Error"), "another").len(), 2);
}

#[test]
fn calls_end_where_functions_wait() {
    let stack = |line: &str| format!("Error: x\n    at f (https://a.example/x.js:1:2)\n    at {line}");
    assert_eq!(calls(&stack("g (https://a.example/x.js:1:2)"), Some("Error"), "x"), 2);
    assert_eq!(calls(&stack("async g (https://a.example/x.js:1:2)"), Some("Error"), "x"), 1);
    assert_eq!(calls("f@https://a.example/x.js:1:2\nasync*g@https://a.example/x.js:1:2", None, ""), 1);
    assert_eq!(calls("f@https://a.example/x.js:1:2\nasync g@https://a.example/x.js:1:2", None, ""), 1);
    assert_eq!(calls("", None, ""), 0);
}
