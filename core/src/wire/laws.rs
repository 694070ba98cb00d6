//! What holds for every body of an event or a batch: nothing panics, every limit is kept,
//! what is read can be written and read again, and the way behind the decoder takes it all.

use alloc::{format, string::String, vec::Vec};

use proptest::{collection::vec, prelude::*, sample::select};

use super::{batch, limits, trackx};
use crate::{event::Event, group, noise, scrub, stack};

/// Pieces of bodies, to be put together in ways that nobody thinks of; `¦` stands between them.
const PIECES: &str = "{¦}¦[¦]¦:¦,¦\"¦\\¦ ¦\n¦{\"¦\":\"¦\",\"¦\":{¦},\"¦message¦type¦name¦uri¦stack¦meta¦release¦\
    environment¦fingerprint¦events¦count¦ago¦id¦lost¦\"type\":1¦\"message\":\"m\"¦{\"message\":\"m\",\"type\":1¦\
    {\"events\":[¦9f86d081884c7d65¦0¦1¦99¦100¦-1¦1.5¦1e5¦1e400¦18446744073709551616¦null¦true¦\\u0000¦\
    \\ud83d¦\\ude00¦\\\\ud83d¦é¦😀¦\u{0}¦at f (https://a.example/x.js:1:2)¦\\n    at ¦f@https://a.example/x.js:1:2¦\
    jane@example.com¦https://a.example/?q=1#f¦__proto__";

const VALUES: &[&str] =
    &["null", "true", "0", "1", "-1", "1.5", "99", "100", "1e400", "18446744073709551616", "[]", "{}"];

fn soup() -> impl Strategy<Value = String> {
    vec(select(PIECES.split('¦').collect::<Vec<_>>()), 0..24).prop_map(|pieces| pieces.concat())
}

/// A value of JSON, as text: some that serde_json cannot hold, too.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        select(VALUES).prop_map(String::from),
        any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()),
        soup().prop_map(|text| serde_json::to_string(&text).unwrap()),
        select(&["\"\\ud83d\"", "\"a\\ude00b\"", "\"\\u0000\""][..]).prop_map(String::from),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(|items| format!("[{}]", items.join(","))),
            object(inner, &["message", "release", "environment", "password", ""]),
        ]
    })
}

fn object(
    value: impl Strategy<Value = String>,
    names: &'static [&'static str],
) -> impl Strategy<Value = String> {
    let member = (select(names), value).prop_map(|(name, value)| format!("\"{name}\":{value}"));
    vec(member, 0..6).prop_map(|members| format!("{{{}}}", members.join(",")))
}

/// An event that may be one: what it needs stands first, and may be said again.
fn event() -> impl Strategy<Value = String> {
    let names = &[
        "name",
        "message",
        "type",
        "uri",
        "stack",
        "meta",
        "release",
        "environment",
        "fingerprint",
        "count",
        "ago",
    ];
    (object(value(), names), any::<bool>()).prop_map(|(object, whole)| match object.strip_prefix('{') {
        Some("}") | None => "{\"message\":\"m\",\"type\":1}".into(),
        Some(rest) if whole => format!("{{\"message\":\"m\",\"type\":1,{rest}"),
        Some(_) => object,
    })
}

fn keeps_its_limits(event: &Event) {
    let within = |text: &Option<String>, most: usize| text.as_ref().is_none_or(|t| t.chars().count() <= most);
    assert!(within(&event.name, limits::NAME_CHARS) && within(&event.uri, limits::URI_CHARS));
    assert!(
        within(&event.release, limits::RELEASE_CHARS) && within(&event.environment, limits::RELEASE_CHARS)
    );
    assert!(event.message.chars().count() <= limits::MESSAGE_CHARS);
    assert!(event.stack.as_ref().is_none_or(|stack| stack.len() <= limits::STACK_BYTES));
    let parts: Vec<_> = event.fingerprint.iter().flat_map(|parts| parts.split('\n')).collect();
    assert!(parts.len() <= limits::FINGERPRINT_PARTS);
    assert!(parts.iter().all(|part| part.chars().count() <= limits::FINGERPRINT_PART_CHARS));
    let written = trackx::encode(event);
    let mut batch = batch::BatchWriter::new(0, 0);
    batch.event(&written, 1, 0);
    let again = batch::decode(batch.end().as_bytes()).unwrap().events.remove(0);
    assert_eq!(again.map(|again| trackx::encode(&again.event)), Ok(written));
}

/// What is done to an event before it is stored.
fn goes_its_way(mut event: Event) {
    scrub::event(&mut event);
    let stack = event.stack.as_deref().unwrap_or_default();
    let frames = stack::parse_event(stack, event.name.as_deref(), &event.message);
    assert!(frames.len() <= stack::MAX_FRAMES);
    assert!(!group::fingerprint(&event, &frames).parts.is_empty());
    assert!(group::title(&event).chars().count() <= group::MAX_TITLE_CHARS);
    noise::of_event(&event, &frames);
}

/// Reads it as both; says whether it was an event, and how many a batch held.
fn check(body: &[u8]) -> (bool, usize) {
    let event = trackx::decode(body);
    let is_event = event.is_ok();
    if let Ok(event) = event {
        keeps_its_limits(&event);
        goes_its_way(event);
    }
    let Ok(batch) = batch::decode(body) else { return (is_event, 0) };
    assert!(batch.events.len() <= limits::BATCH_EVENTS && batch.lost <= limits::COUNT);
    let events: Vec<_> = batch.events.into_iter().flatten().collect();
    for one in &events {
        assert!((1..=limits::COUNT).contains(&one.count) && one.ago <= limits::AGO_MS);
        keeps_its_limits(&one.event);
        goes_its_way(one.event.clone());
    }
    (is_event, events.len())
}

proptest! {
    #[test]
    fn any_bytes(body in vec(any::<u8>(), 0..300)) {
        check(&body);
    }

    #[test]
    fn any_soup(body in soup()) {
        check(body.as_bytes());
    }

    #[test]
    fn any_event(event in event()) {
        check(event.as_bytes());
    }

    #[test]
    fn any_batch(events in vec(event(), 0..6), more in object(value(), &["id", "lost", "user"])) {
        let more = more.trim_matches(['{', '}']).trim();
        let comma = if more.is_empty() { "" } else { "," };
        check(format!("{{\"events\":[{}]{comma}{more}}}", events.join(",")).as_bytes());
        check(format!("{{\"events\":[{}]}}", events.join(",")).as_bytes());
    }

    #[test]
    fn a_body_that_is_cut_off(at in 0usize..200) {
        let body = br#"{"id":"9f86d081884c7d65","lost":1,"events":[{"message":"m","type":1,"meta":{"a":[1,"\ud83d"]},"count":2}]}"#;
        let cut = body.get(..at.min(body.len())).unwrap_or_default();
        prop_assert_eq!(check(cut), (false, usize::from(cut.len() == body.len())));
    }
}

#[test]
fn these_laws_are_about_something() {
    assert_eq!(check(br#"{"message":"m","type":1}"#), (true, 0));
    assert_eq!(check(br#"{"events":[{"message":"m","type":1},{}]}"#), (false, 1));
}
