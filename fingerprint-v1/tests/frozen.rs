//! The hashes that the released version 1 made, event by event: written down by that build, in
//! `events.jsonl` as `[hash, name, message, stack, type]`.

use corncrake_core::event::{Event, EventType};

#[test]
fn every_hash_is_what_the_release_made() {
    let mut count = 0;
    for line in include_str!("events.jsonl").lines() {
        type Line = (String, Option<String>, String, Option<String>, u64);
        let (hash, name, message, stack, kind): Line = serde_json::from_str(line).unwrap();
        let kind = EventType::from_code(kind).unwrap();
        let event = Event { kind, name, message, stack, ..Event::default() };
        assert_eq!(corncrake_fingerprint_v1::fingerprint(&event).to_string(), hash, "{line}");
        count += 1;
    }
    assert!(count > 300, "{count}");
}

/// What made version 1 quadratic is bounded here: a text of addresses ends at once.
#[test]
fn a_text_of_addresses_is_read_at_once() {
    for piece in ["a@b.cc,", "a@b.cc;", "http://a@", "x@y%40"] {
        let message = piece.repeat((1 << 17) / piece.len());
        let event = Event { message: message.clone(), stack: Some(message), ..Event::default() };
        corncrake_fingerprint_v1::fingerprint(&event);
    }
}
