//! Different bugs are different issues.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use super::*;

const BASE: &str = "https://shop.example/assets/";

fn v8(functions: &[&str], file: &str) -> String {
    let mut stack = String::from("Error: x");
    for function in functions {
        stack.push_str(&["\n    at ", function, " (", BASE, file, ":1:2)"].concat());
    }
    stack
}

#[test]
fn pairs_of_different_bugs() {
    let shop = |functions: &[&str]| v8(functions, "shop.js");
    let pairs: &[(&str, Event, Event)] = &[
        (
            "another class",
            error("TypeError", "x", &shop(&["pay"])),
            error("RangeError", "x", &shop(&["pay"])),
        ),
        ("another function", error("Error", "x", &shop(&["pay"])), error("Error", "x", &shop(&["save"]))),
        (
            "another caller of a helper",
            error("Error", "x", &shop(&["assert", "pay"])),
            error("Error", "x", &shop(&["assert", "save"])),
        ),
        (
            "another module",
            error("Error", "x", &v8(&["pay"], "cart.js")),
            error("Error", "x", &v8(&["pay"], "order.js")),
        ),
        ("a stack and none", error("Error", "x", &shop(&["pay"])), error("Error", "x", "")),
        (
            "another property",
            error("TypeError", "Cannot read properties of undefined (reading 'id')", ""),
            error("TypeError", "Cannot read properties of undefined (reading 'name')", ""),
        ),
        (
            "undefined and null",
            error("TypeError", "Cannot read properties of undefined (reading 'id')", ""),
            error("TypeError", "Cannot read properties of null (reading 'id')", ""),
        ),
        (
            "another function missing",
            error("TypeError", "a.map is not a function", ""),
            error("TypeError", "a.filter is not a function", ""),
        ),
        (
            "another variable",
            error("ReferenceError", "gtag is not defined", ""),
            error("ReferenceError", "fbq is not defined", ""),
        ),
        (
            "the network and the code",
            error("TypeError", "Failed to fetch", ""),
            error("TypeError", "fetch is not a function", ""),
        ),
        (
            "another message",
            error("Error", "the basket is empty", ""),
            error("Error", "the basket is full", ""),
        ),
        (
            "another error of React",
            error("Error", "Minified React error #130; visit https://react.dev/errors/130", ""),
            error("Error", "Minified React error #418; visit https://react.dev/errors/418", ""),
        ),
        (
            "a site's own words",
            error("Error", "x is not a function", ""),
            error("TypeError", "x is not a function", ""),
        ),
        (
            "anonymous functions with one message each",
            error("Error", "a b", &shop(&["t", "e", "n"])),
            error("Error", "c d", &shop(&["t", "e", "n"])),
        ),
        (
            "no class and a class",
            error("", "the basket is empty", ""),
            error("Error", "the basket is empty", ""),
        ),
        (
            "an extension's functions do not count",
            error("Error", "one", "Error: one\n    at f0o (chrome-extension://a/b.js:1:2)"),
            error("Error", "two", "Error: two\n    at f0o (chrome-extension://a/b.js:1:2)"),
        ),
    ];
    for (what, one, other) in pairs {
        let (one, other) = (of(one), of(other));
        assert_ne!(one.hash, other.hash, "{what}: {:?} {:?}", one.parts, other.parts);
    }
}

#[test]
fn a_report_is_no_error_and_no_other_report() {
    let kinds = [1, 5, 6, 7, 8, 9, 10, 11, 12, 13, 96, 99];
    let of_kind =
        |code| of(&Event { kind: EventType::from_code(code).unwrap(), ..error("Error", "x", "") }).hash;
    let mut hashes: Vec<_> = kinds.into_iter().map(of_kind).collect();
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), kinds.len());
}

#[test]
fn parts_never_run_into_each_other() {
    let hash_of =
        |parts: &[&str]| hash(VERSION, &parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>());
    assert_ne!(hash_of(&["Foo", "Bar"]), hash_of(&["FooB", "ar"]));
    assert_ne!(hash_of(&["Foo", ""]), hash_of(&["Foo"]));
    // The value itself is a promise: with another, every site's issues would open anew.
    let known = of(&error("TypeError", "x", &v8(&["pay"], "shop.js")));
    assert_eq!(alloc::format!("{}", known.hash), KNOWN);
}

/// SHA-256 of the version and the parts `type: TypeError`, `in: pay (assets/shop.js)`.
const KNOWN: &str = "02b09502b0f537c960b5c3277daf33b0";
