//! A deploy, another visitor or another host is not another bug.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use proptest::{collection::vec, prelude::*};

use super::*;

/// What changes from one build or page view to the next.
#[derive(Debug, Clone)]
struct BuildVariation {
    host: String,
    port: Option<u16>,
    hash: String,
    query: String,
    line: u32,
    column: u32,
}

fn variation() -> impl Strategy<Value = BuildVariation> {
    let hash = prop_oneof![
        "[0-9a-f]{8}".prop_filter("has a digit", |hash| hash.bytes().any(|b| b.is_ascii_digit())),
        "[0-9a-f]{20}".prop_filter("has a digit", |hash| hash.bytes().any(|b| b.is_ascii_digit())),
        "[A-Z][A-Za-z0-9_-]{2}[0-9][A-Za-z0-9_-]{2}[0-9][a-zA-Z]",
        "[A-Z0-9]{8}",
        Just("ABC123".into()),
        Just("BqT3k9aZ".into()),
        Just("3f2a9c1b".into()),
    ];
    let host = "[a-z]{1,8}\\.example";
    let query = prop_oneof![Just(String::new()), "\\?v=[0-9]{1,5}", "\\?[a-z]{1,3}=[a-z]{1,3}&t=[0-9]{13}"];
    (host, proptest::option::of(any::<u16>()), hash, query, 1..u32::MAX, 1..u32::MAX).prop_map(
        |(host, port, hash, query, line, column)| BuildVariation { host, port, hash, query, line, column },
    )
}

/// A file of a build as bundlers name them: the hash after a dot or a dash.
fn built_file(at: &BuildVariation, module: &str, dash: bool) -> String {
    let BuildVariation { host, port, hash, query, line, column } = at;
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    let separator = if dash { '-' } else { '.' };
    format!("https://{host}{port}/assets/{module}{separator}{hash}.js{query}:{line}:{column}")
}

fn v8(functions: &[String], place: &str) -> String {
    let frames: String = functions.iter().map(|function| format!("\n    at {function} ({place})")).collect();
    format!("Error: x{frames}")
}

proptest! {
    #[test]
    fn a_build_is_not_a_bug(
        functions in vec("[a-z][A-Za-z]{3,10}", 1..5),
        module in "[a-z]{3,12}",
        dash: bool,
        one in variation(),
        other in variation(),
    ) {
        let of_build = |at| of(&error("Error", "x", &v8(&functions, &built_file(at, &module, dash))));
        let print = of_build(&one);
        prop_assert_eq!(&print, &of_build(&other));
        prop_assert!(print.parts.iter().any(|part| part.starts_with("in: ")), "{:?}", print.parts);
    }

    #[test]
    fn a_chunk_is_not_a_bug(function in "[a-z][A-Za-z]{3,10}", one in variation(), other in variation()) {
        let of_build = |at| of(&error("Error", "x", &v8(core::slice::from_ref(&function), &built_file(at, "chunk", true)))).hash;
        prop_assert_eq!(of_build(&one), of_build(&other));
    }

    #[test]
    fn engines_write_one_stack_in_three_ways(
        functions in vec("[a-z][A-Za-z]{3,10}", 1..6),
        waiting in vec("[a-z][A-Za-z]{3,10}", 0..4),
        at in variation(),
    ) {
        let place = built_file(&at, "index", true);
        let lines = |write: &dyn Fn(&String) -> String, waits: &dyn Fn(&String) -> String| -> String {
            functions.iter().map(write).chain(waiting.iter().map(waits)).collect()
        };
        let v8 = lines(&|f| format!("    at Object.{f} ({place})\n"), &|f| format!("    at async {f} ({place})\n"));
        let gecko = lines(&|f| format!("{f}@{place}\n"), &|_| String::new());
        let webkit = lines(&|f| format!("{f}@{place}\n"), &|f| format!("async {f}@{place}\n"));
        let prints = [format!("TypeError: x\n{v8}"), gecko, webkit].map(|stack| of(&error("TypeError", "x", &stack)));
        prop_assert_eq!(&prints[0], &prints[1]);
        prop_assert_eq!(&prints[1], &prints[2]);
    }

    #[test]
    fn minified_names_do_not_count(
        one in vec("[a-zA-Z_$]{1,2}", 1..10),
        other in vec("[a-zA-Z_$]{1,2}", 1..10),
        message in "[a-z]{3,9}( [a-z]{3,9}){1,4}",
        at in variation(),
    ) {
        let place = built_file(&at, "index", true);
        let print = of(&error("Error", &message, &v8(&one, &place)));
        prop_assert_eq!(&print, &of(&error("Error", &message, &v8(&other, &place))));
        let module = ["type: Error".to_owned(), format!("message: {message}"), "module: assets/index.js".to_owned()];
        prop_assert_eq!(&print.parts, &module);
    }

    #[test]
    fn values_in_a_message_do_not_count(words in vec("[a-z]{3,9}", 1..5), one: u64, other: u64) {
        let message = |value: u64| format!("{} {value} {value:#x} '{value}' /{value}/x.js https://a.example/{value}", words.join(" "));
        prop_assert_eq!(parts("Error", &message(one), ""), parts("Error", &message(other), ""));
    }

    #[test]
    fn any_event_has_a_fingerprint_and_a_title(
        name in proptest::option::of("(?s).{0,30}"),
        message in "(?s).{0,200}",
        stack in proptest::option::of("(?s).{0,300}"),
        code in 0..=99_u64,
        frames in vec(("(?s).{0,40}", "(?s).{0,40}", any::<bool>()), 0..50),
    ) {
        let kind = EventType::from_code(code).unwrap();
        let event = Event { kind, name, message, stack, ..Event::default() };
        let frames: Vec<Frame> = frames
            .into_iter()
            .map(|(function, file, in_app)| Frame { function: Some(function), file: Some(file), in_app, ..Frame::default() })
            .collect();
        let print = fingerprint(&event, &frames);
        prop_assert_eq!(&print, &fingerprint(&event, &frames));
        prop_assert!((1..=7).contains(&print.parts.len()));
        let title = title(&event);
        prop_assert!(!title.is_empty() && title.chars().count() <= MAX_TITLE_CHARS && !title.contains('\n'));
    }
}

/// Each of these repeated to 1 MB: what goes back over a text for every character of it
/// would not end within the hour.
#[test]
fn a_megabyte_of_anything_is_grouped_at_once() {
    const MEGABYTE: usize = 1 << 20;
    for piece in [
        "'",
        "\"x",
        "{",
        "is not a function ",
        "Cannot read properties of ",
        "a.",
        "f(",
        "f()",
        "[",
        "[a]",
        "(evaluating '",
        "/",
        "1",
        "1-",
        "é",
        "Uncaught ",
    ] {
        let text = piece.repeat(MEGABYTE / piece.len());
        for name in ["TypeError", "", "SyntaxError", &text] {
            assert!(!of(&error(name, &text, &text)).parts.is_empty());
        }
        let frame =
            Frame { function: Some(text.clone()), file: Some(text), in_app: true, ..Frame::default() };
        assert!(!fingerprint(&error("Error", "x", ""), &[frame]).parts.is_empty());
    }
}
