//! The shop's faults: as many different ones as are asked for, each with names of
//! its own in its message, functions and files, and with words that many of them share.

use serde_json::json;

/// Parts of the shop: a tenth of all faults are in each, and say so.
const AREAS: [&str; 10] = [
    "checkout", "cart", "search", "account", "catalog", "payment", "shipping", "review", "wishlist", "login",
];
const ERRORS: [&str; 5] = ["TypeError", "RangeError", "LoadError", "StateError", "ApiError"];
/// The frames of the shop's framework, on every stack.
const OUTER: [&str; 12] = [
    "renderWithHooks",
    "updateComponent",
    "beginWork",
    "performUnit",
    "workLoop",
    "renderRoot",
    "performWork",
    "flushWork",
    "commitRoot",
    "dispatchEvent",
    "batchedUpdates",
    "onClick",
];
/// One fault in so many is an extension's, and one in so many is a report by the browser.
const OF_EXTENSIONS: u64 = 25;
const OF_BROWSERS: u64 = 40;

/// How an engine writes a frame.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum StackStyle {
    Chromium,
    Other,
}

/// A fault, as text around the numbers that differ in each event.
pub(crate) struct Fault {
    pub(crate) number: u64,
    chromium: Vec<String>,
    other: Vec<String>,
}

/// The placeholder of a number that differs.
const HOLE: &str = "4711";

/// A word of its own for a number below 343,000, which no other has.
pub(crate) fn word(number: u64) -> String {
    let (consonants, vowels) = ("bdfgklmnprstvz", "aeiou");
    let mut rest = number.wrapping_mul(104_729).wrapping_add(17) % 343_000;
    let mut word = String::new();
    for _ in 0..3 {
        let pick = |letters: &str, at: u64| letters.chars().nth(at as usize).unwrap_or('x');
        word.push(pick(consonants, rest % 14));
        word.push(pick(vowels, rest / 14 % 5));
        rest /= 70;
    }
    word
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

impl Fault {
    pub(crate) fn new(number: u64) -> Self {
        let text = |engine| {
            let event = event(number, engine).to_string();
            // Without the closing brace: what differs in each event comes behind.
            event.trim_end_matches('}').split(HOLE).map(str::to_owned).collect()
        };
        Self { number, chromium: text(StackStyle::Chromium), other: text(StackStyle::Other) }
    }

    /// Whether browsers report it by themselves.
    pub(crate) fn is_report(&self) -> bool {
        self.number % OF_BROWSERS == 7
    }

    /// The event without its end, with a number of its own.
    pub(crate) fn event(&self, engine: StackStyle, own: u64) -> String {
        let parts = if engine == StackStyle::Chromium { &self.chromium } else { &self.other };
        parts.join(&own.to_string())
    }

    /// The report of a browser.
    pub(crate) fn report(&self, own: u64) -> String {
        let (area, word) = (area(self.number), word(self.number));
        json!({
            "type": "csp-violation", "age": 10, "url": format!("https://shop.example/{area}"),
            "body": {
                "documentURL": format!("https://shop.example/{area}"),
                "blockedURL": format!("https://cdn-{word}.example/lib.js"),
                "effectiveDirective": "script-src-elem", "originalPolicy": "default-src 'self'",
                "disposition": "enforce", "statusCode": 200, "lineNumber": own,
            },
        })
        .to_string()
    }
}

fn area(number: u64) -> &'static str {
    AREAS.get((number % AREAS.len() as u64) as usize).copied().unwrap_or_default()
}

fn event(number: u64, engine: StackStyle) -> serde_json::Value {
    let (area, word, next) = (area(number), word(number), word(number + 171_500));
    let name = ERRORS.get((number % 5) as usize).copied().unwrap_or_default();
    let message = format!("cannot load {word} {HOLE} of the {area}");
    let own = if number % OF_EXTENSIONS == 3 {
        "chrome-extension://abcdefghijklmnopabcdefghijklmnop".to_owned()
    } else {
        "https://shop.example/assets".to_owned()
    };
    let mut frames = vec![
        (format!("load{}", capital(&word)), format!("{own}/{area}/{word}.js"), 40 + number % 50),
        (format!("use{}", capital(&next)), format!("{own}/{area}/{next}.js"), 90),
    ];
    if number % OF_EXTENSIONS != 3 {
        let vendor = "https://shop.example/assets/vendor/view.js";
        frames.extend(
            (1_u64..).zip(OUTER).map(|(line, name)| (name.to_owned(), vendor.to_owned(), 100 * line)),
        );
    }
    let frame = |(function, file, line): &(String, String, u64)| match engine {
        StackStyle::Chromium => format!("    at {function} ({file}:{line}:17)"),
        StackStyle::Other => format!("{function}@{file}:{line}:17"),
    };
    let frames = frames.iter().map(frame).collect::<Vec<_>>().join("\n");
    let stack = match engine {
        StackStyle::Chromium => format!("{name}: {message}\n{frames}"),
        StackStyle::Other => frames,
    };
    json!({
        "type": 1, "name": name, "message": message, "stack": stack,
        "uri": format!("https://shop.example/{area}/{word}"),
        "meta": { "step": area, "theme": "dark", "basket": { "items": 3, "currency": "EUR" } },
    })
}
