//! What the site itself says is grouped by that, and by nothing that it does not say.

use alloc::{collections::BTreeSet, format};

use proptest::{collection::vec, prelude::*, sample::select};

use super::*;

const STACK: &str = "TypeError: x\n    at pay (https://a.example/pay.js:1:2)";

fn with(event: &Event, parts: &[&str]) -> Fingerprint {
    let fingerprint = Some(parts.join("\n"));
    of(&Event { fingerprint, ..event.clone() })
}

#[test]
fn the_default_alone_is_the_default() {
    let event = error("TypeError", "x", STACK);
    assert_eq!(with(&event, &["{default}"]), of(&event));
    assert_eq!(with(&event, &["{default}", "{default}"]), of(&event));
    // Exactly this: a hash of version 2 never changes.
    assert_ne!(with(&event, &["{default} "]), of(&event));
}

#[test]
fn without_the_default_nothing_of_the_error_counts() {
    let (one, other) = (error("TypeError", "x", STACK), error("RangeError", "other", ""));
    let print = with(&one, &["checkout", "payment"]);
    assert_eq!(print, with(&other, &["checkout", "payment"]));
    assert_eq!(print.parts, ["custom: checkout", "custom: payment"]);
}

#[test]
fn with_the_default_both_count() {
    let (one, other) = (error("TypeError", "x", STACK), error("RangeError", "other", ""));
    let print = with(&one, &["a", "{default}", "b", "{default}"]);
    let mut shown = of(&one).parts;
    shown.insert(0, "custom: a".to_owned());
    shown.push("custom: b".to_owned());
    assert_eq!(print.parts, shown);
    assert_ne!(print.hash, with(&other, &["a", "{default}", "b"]).hash);
    assert_ne!(print.hash, of(&one).hash);
}

#[test]
fn no_other_list_of_parts_has_its_hash() {
    let event = error("TypeError", "x", STACK);
    let written = of(&event).parts;
    let written: Vec<&str> = written.iter().map(String::as_str).collect();
    let lists: [&[&str]; 13] = [
        &["a", "b"],
        &["b", "a"],
        &["ab"],
        &["a", "b", ""],
        &["", "a", "b"],
        &["a", "a", "b"],
        &["a: b"],
        &["a", "custom: b"],
        &["a\u{0}b"],
        &["{default}", "a"],
        &["a", "{default}"],
        &[""],
        &written,
    ];
    let hashes: BTreeSet<_> = lists.iter().map(|list| format!("{}", with(&event, list).hash)).collect();
    assert_eq!(hashes.len(), lists.len());
}

proptest! {
    #[test]
    fn two_lists_are_one_only_where_they_say_the_same(
        one in vec(select(&["", "a", "b", "ab", "{default}", "type: TypeError", "custom"][..]), 1..5),
        other in vec(select(&["", "a", "b", "ab", "{default}", "type: TypeError", "custom"][..]), 1..5),
    ) {
        let event = error("TypeError", "x", STACK);
        let said = |list: &[&'static str]| {
            let first = list.iter().position(|part| *part == "{default}");
            let counts = |(at, part): &(usize, &&str)| **part != "{default}" || Some(*at) == first;
            list.iter().enumerate().filter(counts).map(|(_, part)| *part).collect::<Vec<_>>()
        };
        let is_one = with(&event, &one).hash == with(&event, &other).hash;
        prop_assert_eq!(is_one, said(&one) == said(&other));
    }
}
