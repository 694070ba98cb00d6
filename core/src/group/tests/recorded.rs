//! The same failing code in three real browsers (`tests/fixtures`): one issue, but for
//! what the engines do not tell. The exceptions are listed with their reasons, and the
//! list is exact.

use alloc::{string::String, vec::Vec};

use serde::Deserialize;

use super::{of, *};

#[derive(Deserialize)]
struct RecordedError {
    id: String,
    name: Option<String>,
    message: String,
    stack: Option<String>,
}

impl RecordedError {
    fn event(&self) -> Event {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        error(&text(&self.name), &self.message, &text(&self.stack))
    }
}

/// Strict code has proper tail calls in WebKit: the caller whose last act was the call is
/// not on the stack any more.
const TAIL_CALLS: &[&str] =
    &["nested", "private", "module", "map", "click", "onerror", "json", "new-function"];
/// Functions without a name of their own that V8 and Gecko name after a class's property, and
/// functions in an `eval`, that have no file in WebKit.
const NAMELESS_IN_WEBKIT: &[&str] = &["field-arrow", "static-block", "proto", "ns-proto", "ns-helper"];
/// V8 names a function after a property that it was called by.
const NAMED_BY_V8: &[&str] = &["obj-wrapped"];
/// A private method that the minifier renamed: its caller is the innermost name, and gone. An
/// error's class that it renamed: Gecko and WebKit count its constructor as a call. And V8 tells
/// of the code in a `new Function` where that was made, not where it was called.
const MINIFIED: &[&str] = &["private", "custom", "new-function"];

fn agree(fixtures: [&str; 3], exceptions: &[&[&str]]) {
    let [chromium, firefox, webkit] =
        fixtures.map(|fixture| serde_json::from_str::<Vec<RecordedError>>(fixture).unwrap());
    assert!(chromium.len() > 50);
    let mut apart = Vec::new();
    for case in &chromium {
        let same =
            |cases: &[RecordedError]| of(&cases.iter().find(|other| other.id == case.id).unwrap().event());
        let prints = [of(&case.event()), same(&firefox), same(&webkit)];
        if prints.iter().any(|one| one.hash != prints[0].hash) {
            apart.push((case.id.as_str(), prints.map(|one| one.parts.join(", "))));
        }
    }
    let (mut found, mut expected): (Vec<&str>, Vec<&str>) =
        (apart.iter().map(|(id, _)| *id).collect(), exceptions.concat());
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected, "{apart:#?}");
}

#[test]
fn three_browsers_agree_on_a_module() {
    let fixtures = [
        include_str!("../../../tests/fixtures/chromium-156-module.json"),
        include_str!("../../../tests/fixtures/firefox-153-module.json"),
        include_str!("../../../tests/fixtures/webkitgtk-2.50-module.json"),
    ];
    agree(fixtures, &[TAIL_CALLS, NAMELESS_IN_WEBKIT, NAMED_BY_V8]);
}

#[test]
fn three_browsers_agree_on_a_minified_script() {
    let fixtures = [
        include_str!("../../../tests/fixtures/chromium-156-minified.json"),
        include_str!("../../../tests/fixtures/firefox-153-minified.json"),
        include_str!("../../../tests/fixtures/webkitgtk-2.50-minified.json"),
    ];
    agree(fixtures, &[MINIFIED, NAMELESS_IN_WEBKIT, NAMED_BY_V8]);
}

#[derive(Deserialize)]
struct RecordedWording {
    id: String,
    #[serde(rename = "chromium-156")]
    chromium: (String, String),
    #[serde(rename = "firefox-153")]
    firefox: (String, String),
    #[serde(rename = "webkitgtk-2.50")]
    webkit: (String, String),
}

/// Errors whose wordings cannot be made one without making others one that differ.
const WORDED_APART: &[(&str, &[&str])] = &[
    (
        "one says only \"Type error\" or \"Bad value\"",
        &[
            "map-ctor",
            "set-ctor",
            "date-incompat",
            "str-null",
            "dom-image",
            "dom-blob",
            "dom-anim",
            "dom-textdec",
            "dom-textdec-fatal",
        ],
    ),
    (
        "one says what it says of another error too",
        &[
            "delete",
            "not-fn-cb",
            "not-fn-foreach",
            "destr-arr",
            "promise-all",
            "iter-next",
            "syn-await",
            "instanceof-obj",
            "freeze-push",
            "dom-class",
            "dom-ws",
            "dom-matches",
            "wasm-404",
            "fetch-timeout",
        ],
    ),
    ("one names the key's value, another its variable", &["undef-index"]),
    ("too rare to list", &["dom-adopt", "dom-perf"]),
];

#[test]
fn three_browsers_word_an_error_alike() {
    let cases: Vec<RecordedWording> =
        serde_json::from_str(include_str!("../../../tests/fixtures/wordings.json")).unwrap();
    assert!(cases.len() > 240);
    let mut wrong = Vec::new();
    for case in cases {
        let [one, two, three] =
            [&case.chromium, &case.firefox, &case.webkit].map(|(name, message)| parts(name, message, ""));
        let expected = !WORDED_APART.iter().any(|(_, ids)| ids.contains(&case.id.as_str()));
        if (one == two && two == three) != expected {
            wrong.push(alloc::format!("{} {expected}: {one:?} {two:?} {three:?}", case.id));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn scrubbing_moves_nothing_to_another_issue() {
    let fixtures = [
        include_str!("../../../tests/fixtures/chromium-156-minified.json"),
        include_str!("../../../tests/fixtures/firefox-153-minified.json"),
        include_str!("../../../tests/fixtures/webkitgtk-2.50-module.json"),
    ];
    for fixture in fixtures {
        for case in serde_json::from_str::<Vec<RecordedError>>(fixture).unwrap() {
            let mut event = case.event();
            let before = of(&event);
            crate::scrub::event(&mut event);
            assert_eq!(before, of(&event), "{}", case.id);
        }
    }
}
