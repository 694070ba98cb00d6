//! What stands in quotes: mostly a value, now and then a word of the site's own code.
//!
//! A quote of ASCII opens at the start of a word and closes at the end of one, so that the
//! apostrophe of "can't" does neither; those of other scripts open and close anywhere.

use alloc::string::String;

use crate::steps;

pub(super) const VALUE: &str = "[value]";
/// What closes a character that opens nothing.
const NONE: &[char] = &[];
/// The longest name in quotes that may be a word of the site.
const MAX_NAME_BYTES: usize = 60;
/// The shortest: what is shorter, a minifier may have dealt out.
const MIN_NAME_BYTES: usize = 3;
/// Quotes that open, each with those that close it.
const PAIRS: &[(char, &[char])] = &[
    ('“', &['”']),
    ('‘', &['’']),
    ('„', &['“', '”']),
    ('‚', &['‘', '’']),
    ('«', &['»']),
    ('»', &['«']),
    ('‹', &['›']),
    ('›', &['‹']),
    ('「', &['」']),
    ('『', &['』']),
    ('《', &['》']),
    ('〈', &['〉']),
    ('＂', &['＂']),
];
/// What a name in quotes is called where it is one that a developer gave.
const NOUNS: &[&str] = &[
    "action",
    "argument",
    "attribute",
    "class",
    "column",
    "command",
    "component",
    "computed",
    "directive",
    "event",
    "feature",
    "fragment",
    "function",
    "getter",
    "handler",
    "hook",
    "layout",
    "listener",
    "method",
    "middleware",
    "module",
    "mutation",
    "option",
    "param",
    "parameter",
    "permission",
    "plugin",
    "prop",
    "property",
    "provider",
    "reducer",
    "schema",
    "service",
    "slot",
    "store",
    "table",
    "translation",
    "variable",
];

/// A line with a mark for what stands in quotes, or with the name where it is the site's own.
pub(super) fn without_quotes(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    let mut before = ' ';
    // A quote that is closed nowhere is not looked for again.
    let mut unclosed = String::new();
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        let own: &[char] = &[c];
        let (closes, anywhere) = match c {
            '"' | '\'' | '`' => (own, false),
            _ => match PAIRS.iter().find(|(open, _)| *open == c) {
                Some((_, closes)) => (*closes, true),
                None => (NONE, false),
            },
        };
        let may_open = !closes.is_empty() && (anywhere || !before.is_alphanumeric()) && !unclosed.contains(c);
        match may_open.then(|| closing(after, closes, anywhere)).flatten() {
            Some((inside, end)) => {
                match is_of_the_site(inside, &out, end) {
                    true => out.push_str(inside),
                    false => out.push_str(VALUE),
                }
                rest = end;
                before = ']';
            }
            None => {
                if may_open {
                    unclosed.push(c);
                }
                out.push(c);
                rest = after;
                before = c;
            }
        }
    }
    out
}

/// What stands up to the quote that closes, and what follows that.
fn closing<'a>(text: &'a str, closes: &[char], anywhere: bool) -> Option<(&'a str, &'a str)> {
    steps::count(text.find(closes).map_or(text.len(), |at| at + 1));
    let mut ends = text
        .match_indices(closes)
        .filter_map(|(at, quote)| Some((text.get(..at)?, text.get(at + quote.len()..)?)));
    ends.find(|(_, rest)| anywhere || !rest.starts_with(char::is_alphanumeric))
}

/// Whether a name in quotes is one that a developer gave: it is written as code is, or a noun
/// beside it says what it is.
fn is_of_the_site(name: &str, before: &str, after: &str) -> bool {
    let is_name = |b: u8| b.is_ascii_alphabetic() || matches!(b, b'_' | b'$' | b'.' | b':' | b'-');
    if !(MIN_NAME_BYTES..=MAX_NAME_BYTES).contains(&name.len())
        || !name.bytes().all(is_name)
        || !name.starts_with(|c: char| c.is_ascii_alphabetic())
    {
        return false;
    }
    let letters = name.as_bytes();
    let is_camel = letters.iter().all(u8::is_ascii_alphabetic)
        && letters.first().is_some_and(u8::is_ascii_lowercase)
        && letters.iter().any(u8::is_ascii_uppercase);
    let is_noun = |word: Option<&str>| {
        let word = word.unwrap_or_default().trim_matches(|c: char| !c.is_alphanumeric());
        NOUNS.iter().any(|noun| noun.eq_ignore_ascii_case(word))
    };
    is_camel || is_noun(last_word(before)) || is_noun(after.split_whitespace().next())
}

/// The last word of a text; only its end is looked at.
fn last_word(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let start = text.len().saturating_sub(MAX_NAME_BYTES);
    let end = (start..=text.len()).find(|at| text.is_char_boundary(*at))?;
    text.get(end..)?.rsplit(char::is_whitespace).next()
}
