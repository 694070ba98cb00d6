//! What goes from an event and from the value that a site added to it.

use alloc::borrow::ToOwned;

use crate::event::Event;
use crate::json::{Json, MAX_DEPTH};
use crate::scrub::{event, value};

#[test]
fn every_field_of_an_event_is_scrubbed() {
    let personal = || "ann@example.com".to_owned();
    let mut input = Event {
        name: Some(personal()),
        message: personal(),
        uri: Some("/ann@example.com?x".to_owned()),
        stack: Some(personal()),
        meta: Some(Json::List([Json::Text(personal())].into())),
        release: Some(personal()),
        environment: Some(personal()),
        fingerprint: Some(["{default}", &personal(), "build 4511b1d09a3cbb4f"].join("\n")),
        ..Event::default()
    };
    event(&mut input);
    let mark = || Some("[email]".to_owned());
    let expected = Event {
        name: mark(),
        message: "[email]".to_owned(),
        uri: Some("/[email]".to_owned()),
        stack: mark(),
        meta: Some(Json::List([Json::Text("[email]".to_owned())].into())),
        release: mark(),
        environment: mark(),
        fingerprint: Some("{default}\n[email]\nbuild 4511b1d09a3cbb4f".to_owned()),
        ..Event::default()
    };
    assert_eq!(input, expected);
}

#[test]
fn a_release_may_be_a_commit() {
    let scrub = |release: &str| {
        let mut input = Event { release: Some(release.to_owned()), ..Event::default() };
        event(&mut input);
        input.release.unwrap()
    };
    let commit = "4511b1d09a3cbb4f8b2a5c6d7e8f90112233aabb";
    assert_eq!(scrub(commit), commit);
    assert_eq!(scrub("1.2.3-rc.1+20241121"), "1.2.3-rc.1+20241121");
    for word in [
        "d41d8cd98f00b204e9800998ecf8427e",
        "3.25.47.21",
        "shop@1.2.3.4",
        "shop@2.0.0-beta.rc1",
        "@acme/shop@v3.1.4-rc.2",
        "20241128123456",
        "main-1732831200000",
        "550e8400-e29b-41d4-a716-446655440000",
        "2024.11.28.1732831200",
        "feature/ABC-123456789",
    ] {
        assert_eq!(scrub(word), word);
    }
    assert_eq!(scrub("by ann@example.com"), "by [email]");
    assert_eq!(scrub("1.2.3+token=hunter2"), "1.2.3+token=[redacted]");
    assert_eq!(scrub("https://ann:pw@git.example/shop"), "https://git.example/shop");
}

#[test]
fn secrets_go_by_their_names() {
    let text = |text: &str| Json::Text(text.to_owned());
    let number = |text: &str| Json::Number(text.to_owned());
    let map = |members: &[(&str, Json)]| {
        Json::Map(members.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
    };
    let mut input = map(&[
        ("password", text("hunter2")),
        ("userPassword", number("1")),
        ("X-Auth-Token", text("x")),
        ("api_key", map(&[("inner", text("x"))])),
        ("SessionId", Json::Null),
        ("author", text("Ann")),
        ("at", number("1700000000000")),
        ("count", number("42")),
        ("ann@example.com", Json::Bool(true)),
        ("list", Json::List([text("10.0.0.1")].into())),
    ]);
    value(&mut input);
    let redacted = || text("[redacted]");
    let expected = map(&[
        ("password", redacted()),
        ("userPassword", redacted()),
        ("X-Auth-Token", redacted()),
        ("api_key", redacted()),
        ("SessionId", redacted()),
        ("author", text("Ann")),
        ("at", text("[digits]")),
        ("count", number("42")),
        ("[email]", Json::Bool(true)),
        ("list", Json::List([text("[ip]")].into())),
    ]);
    assert_eq!(input, expected);
}

#[test]
fn what_lies_too_deep_goes() {
    let nest = |inner: Json, depth| (0..depth).fold(inner, |value, _| Json::List([value].into()));
    let mut input = nest(Json::Text("deep".to_owned()), MAX_DEPTH + 1);
    value(&mut input);
    assert_eq!(input, nest(Json::Null, MAX_DEPTH + 1));
    let mut input = nest(Json::Text("deep".to_owned()), MAX_DEPTH);
    value(&mut input);
    assert_eq!(input, nest(Json::Text("deep".to_owned()), MAX_DEPTH));
}
