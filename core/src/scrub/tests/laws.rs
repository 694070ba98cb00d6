//! Laws for any input: twice is once, lines stay, growth is bounded, nothing personal
//! survives, and time is no more than the text is long.

use alloc::{format, string::String, vec::Vec};

use proptest::{collection::vec, option, prelude::*, sample::select, test_runner::TestRunner};

use super::survivors::Survivors;
use crate::event::Event;
use crate::json::{Json, MAX_DEPTH};
use crate::scrub::{GROWTH, beginning, event, text, url, value};

/// Pieces of personal data, of stacks and of what could be taken for either, to be put
/// together in ways that nobody thinks of; `¦` stands between them.
const PIECES: &str = "a¦b¦f¦0¦1¦12¦1234¦12345678¦123456789¦x¦Z¦é¦漢¦😀¦\u{0}¦ann¦ann.lee¦com¦example.com¦js¦min¦ffff¦\
    fe80¦2001:db8¦::¦:¦:1:2¦1.2.3.4¦127.0.0.1¦[::1]¦::1¦255¦256¦@¦%40¦%2F¦%¦.¦..¦-¦_¦+¦/¦\\¦?¦#¦?a=¦\
    #b=¦&¦=¦(¦)¦[¦]¦ ¦  ¦\n¦\t¦'¦\"¦<¦>¦,¦;¦!¦|¦{¦[email]¦[ip]¦[digits]¦[token]¦[user]¦https¦://¦\
    https://¦file:///¦/home/¦/Users/¦\\Users\\¦\\\\users\\\\¦/@fs¦data:¦text/html,¦Bearer ¦basic ¦\
    eyJ¦ghp_¦deadbeef¦123e4567-e89b-12d3-a456-426614174000¦426614174000¦\
    d41d8cd98f00b204e9800998ecf8427e¦a1b2c3¦ZN¦jx3Kq9ZtP0aB7cD8eF9gH1iJ2¦handleResponse¦application¦\
    index-BqT3k9aZ¦wasm-function[1]:0x84¦password¦token=¦\":¦jwt=¦\": \"";

fn hostile() -> impl Strategy<Value = String> {
    let pieces: Vec<&str> = PIECES.split('¦').collect();
    let pieces = vec(select(pieces), 0..16).prop_map(|pieces| pieces.concat());
    let noise = "[ -~]{0,8}";
    prop_oneof![
        4 => pieces.clone(),
        2 => (pieces.clone(), noise, pieces).prop_map(|(a, b, c)| a + &b + &c),
        1 => any::<String>(),
    ]
}

fn json() -> impl Strategy<Value = Json> {
    let name = prop_oneof![
        hostile(),
        select(&["password", "apiKey", "X-Auth-Token", "author", "n"][..]).prop_map(Into::into)
    ];
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any::<i64>().prop_map(|number| Json::Number(format!("{number}"))),
        hostile().prop_map(Json::Text),
    ];
    leaf.prop_recursive(12, 48, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Json::List),
            vec((name.clone(), inner), 0..4).prop_map(Json::Map),
        ]
    })
}

/// Every text, number and name in a value.
fn texts(value: &Json, depth: usize, visit: &mut dyn FnMut(&str, usize)) {
    match value {
        Json::Null | Json::Bool(_) => {}
        Json::Number(text) | Json::Text(text) => visit(text, depth),
        Json::List(items) => items.iter().for_each(|item| texts(item, depth + 1, visit)),
        Json::Map(members) => members.iter().for_each(|(name, value)| {
            visit(name, depth);
            texts(value, depth + 1, visit);
        }),
    }
}

/// Cases of each law.
const CASES: u32 = 2000;

#[test]
fn nothing_survives() {
    let survivors = Survivors::new();
    let law = |input: String| {
        for output in [text(&input), url(&input)] {
            prop_assert_eq!(survivors.find(&output), None, "{}", output);
        }
        Ok(())
    };
    TestRunner::new(ProptestConfig::with_cases(CASES)).run(&hostile(), law).unwrap();
}

#[test]
fn a_beginning_ends_with_no_half_of_a_secret() {
    /// Bytes of a secret that nobody would take for a word of the text.
    const TELLING_BYTES: usize = 6;
    for secret in [
        "ann.lee@example.com",
        "4111 1111 1111 1111",
        "GB29 NWBK 6016 1331 9268 19",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.c2lnbmF0dXJl",
        "123e4567-e89b-12d3-a456-426614174000",
        "2001:db8:85a3::8a2e:370:7334",
    ] {
        for bytes in 0..80 {
            let more = " and more".repeat(100);
            let input = ["one two three four five six ", secret, &more].concat();
            let start = beginning(&input, bytes);
            let half =
                secret.as_bytes().windows(TELLING_BYTES).map(|half| core::str::from_utf8(half).unwrap());
            let found: Vec<&str> = half.filter(|half| start.contains(half)).collect();
            assert!(found.is_empty(), "{bytes} bytes: {start:?} has {found:?}");
        }
    }
}

#[test]
fn in_a_value_nothing_survives() {
    let survivors = Survivors::new();
    let law = |mut input: Json| {
        let length = |value: &Json| {
            let mut text = String::new();
            value.write(&mut text);
            text.len()
        };
        let before = length(&input);
        value(&mut input);
        // `{"jwt":0}` becomes `{"jwt":"[redacted]"}`.
        prop_assert!(length(&input) <= 3 * before);
        let mut found = Vec::new();
        texts(&input, 0, &mut |text, depth| {
            assert!(depth <= MAX_DEPTH);
            found.extend(survivors.find(text));
        });
        prop_assert_eq!(found, Vec::<String>::new());
        Ok(())
    };
    TestRunner::new(ProptestConfig::with_cases(CASES)).run(&json(), law).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn text_twice_is_text_once(input in hostile()) {
        let once = text(&input);
        prop_assert_eq!(text(&once), once);
    }

    #[test]
    fn a_beginning_twice_is_a_beginning_once(input in hostile(), bytes in 0_usize..200) {
        let once = beginning(&input, bytes);
        prop_assert_eq!(text(&once), once.clone());
        prop_assert_eq!(Survivors::new().find(&once), None, "{}", once);
        if input.len() < bytes {
            prop_assert_eq!(once, text(&input));
        }
    }

    #[test]
    fn url_twice_is_url_once(input in hostile()) {
        let once = url(&input);
        prop_assert_eq!(url(&once), once.clone());
        prop_assert_eq!(text(&once), once);
    }

    #[test]
    fn lines_stay_and_growth_is_bounded(input in hostile()) {
        let output = text(&input);
        let lines = |text: &str| text.bytes().filter(|byte| *byte == b'\n').count();
        prop_assert_eq!(lines(&output), lines(&input));
        prop_assert!(output.len() <= GROWTH * input.len());
        prop_assert!(url(&input).len() <= GROWTH * input.len());
    }

    #[test]
    fn plain_words_stay(words in vec("[a-zA-Zéüß漢]{1,12}", 0..12)) {
        let input = words.join(" ");
        prop_assert_eq!(text(&input), input);
    }

    #[test]
    fn a_value_twice_is_a_value_once(mut input in json()) {
        value(&mut input);
        let once = input.clone();
        value(&mut input);
        prop_assert_eq!(input, once);
    }

    #[test]
    fn an_event_twice_is_an_event_once(
        texts in vec(hostile(), 6),
        (message, meta) in (hostile(), option::of(json())),
    ) {
        let [name, uri, stack, release, environment, other] = <[String; 6]>::try_from(texts).unwrap();
        let mut input = Event {
            name: Some(name),
            message: message + &other,
            uri: Some(uri),
            stack: Some(stack),
            meta,
            release: Some(release),
            environment: Some(environment),
            ..Event::default()
        };
        event(&mut input);
        let once = input.clone();
        event(&mut input);
        prop_assert_eq!(input, once);
    }
}

#[test]
fn a_megabyte_of_frames_stays() {
    let frame = "    at Basket.total (https://shop.example/assets/index-BqT3k9aZ.js:11:30)\n";
    let input = frame.repeat(1_000_000 / frame.len());
    assert_eq!(text(&input), input);
}
