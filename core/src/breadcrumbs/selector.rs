//! An element by a selector of words: names of elements, ids, and the attributes that a site names
//! its elements by. It must never keep a class, a title, a label or a value: these hold texts of the
//! page.
//!
//! A text in quotes may have any sign, and SDKs do not escape quotes: where quotes and brackets are not in
//! order, nothing from the first quote on is kept. `client-wasm/js/breadcrumbs/clicks.js` never reads a text.

use alloc::{string::String, vec::Vec};

/// Elements of a selector, the innermost.
const ELEMENTS: usize = 3;
/// Characters of a selector that are read.
const READ_CHARS: usize = 2_000;
/// Characters of a word.
const WORD_CHARS: usize = 40;
/// Attributes that are kept.
const ATTRIBUTES: [&str; 5] = ["data-testid", "data-test", "data-cy", "data-test-id", "name"];

/// What stands between two elements.
const BETWEEN: &str = " > ";
/// Signs with which a part of an element begins: its id, a class, an attribute, a state.
const SIGNS: [char; 4] = ['#', '.', '[', ':'];
const QUOTES: [char; 2] = ['"', '\''];

/// What may stay of a selector, such as `form#pay > button[name=buy]`; none where nothing may.
pub fn selector(text: &str) -> Option<String> {
    let end = text.char_indices().nth(READ_CHARS).map_or(text.len(), |(at, _)| at);
    let whole = text.get(..end).unwrap_or_default().trim();
    let elements: Vec<String> = elements(whole).into_iter().filter_map(element).collect();
    let first = elements.len().saturating_sub(ELEMENTS);
    let kept = elements.get(first..).unwrap_or_default().join(BETWEEN);
    (!kept.is_empty()).then_some(kept)
}

/// The elements of a selector, as far as its quotes and brackets are in order.
fn elements(text: &str) -> Vec<&str> {
    let (found, is_whole) = split(text);
    match text.find(QUOTES) {
        // A quote within a text may have ended it too early, anywhere from the first quote on.
        Some(quote) if !is_whole => split(text.get(..=quote).unwrap_or_default()).0,
        _ => found,
    }
}

/// The elements until quotes or brackets are not in order, and whether they are to the end.
fn split(text: &str) -> (Vec<&str>, bool) {
    let (mut found, mut element, mut at) = (Vec::new(), 0, 0);
    let from = |at: usize| text.get(at..).unwrap_or_default();
    while let Some(step) = from(at).find(['[', ' ', '"', '\'']) {
        at += step;
        let rest = from(at);
        if rest.starts_with(BETWEEN) {
            found.extend(text.get(element..at));
            at += BETWEEN.len();
            element = at;
        } else if rest.starts_with('[') {
            let Some(end) = bracket_end(rest) else {
                found.extend(text.get(element..at));
                return (found, false);
            };
            at += end;
        } else if rest.starts_with(' ') {
            at += 1;
        } else {
            return (found, false);
        }
    }
    found.extend(text.get(element..));
    (found, true)
}

/// Bytes of the bracket with which a text begins: to its first `]` outside of quotes. None where a quote does
/// not open behind `=` or does not close right before that, or where something else than a part or an
/// element follows.
fn bracket_end(text: &str) -> Option<usize> {
    let (before, rest) = text.split_at(text.find([']', '"', '\''])?);
    let close = match rest.chars().next()? {
        ']' => before.len(),
        // Classes of Tailwind have `['…']`.
        quote if before.ends_with('=') || (before, quote) == ("[", '\'') => {
            before.len() + 2 + rest.get(1..)?.find(quote)?
        }
        _ => return None,
    };
    let behind = text.get(close..)?.strip_prefix(']')?;
    let is_end = behind.is_empty() || behind.starts_with(SIGNS) || behind.starts_with(BETWEEN);
    is_end.then_some(close + 1)
}

/// One element of a selector.
fn element(text: &str) -> Option<String> {
    let text = text.trim();
    let end = text.find(SIGNS).unwrap_or(text.len());
    let (name, mut rest) = text.split_at(end);
    let is_of_name = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    if name.len() > WORD_CHARS || !name.bytes().all(is_of_name) || !begins_with_letter(name) {
        return None;
    }
    let mut out = name.to_ascii_lowercase();
    while let Some(sign) = rest.chars().next() {
        let end = match sign {
            '[' => bracket_end(rest),
            _ => rest.get(1..).and_then(|after| after.find(SIGNS)).map(|end| end + 1),
        };
        let (part, behind) = rest.split_at(end.unwrap_or(rest.len()));
        if sign != '[' && part.contains(char::is_whitespace) {
            return None;
        }
        if sign == '#' && part.strip_prefix('#').is_some_and(is_word) {
            out.push_str(part);
        }
        if let Some(attribute) = part.strip_prefix('[').and_then(|part| part.strip_suffix(']'))
            && let Some((name, value)) = attribute.split_once('=')
        {
            let value = value.trim_matches(QUOTES);
            if ATTRIBUTES.contains(&name) && is_word(value) {
                for piece in ["[", name, "=", value, "]"] {
                    out.push_str(piece);
                }
            }
        }
        rest = behind;
    }
    Some(out)
}

fn begins_with_letter(text: &str) -> bool {
    text.bytes().next().is_some_and(|b| b.is_ascii_alphabetic())
}

/// Whether a text is a word of the site's code: no digit, no space.
fn is_word(text: &str) -> bool {
    begins_with_letter(text)
        && text.len() <= WORD_CHARS
        && text.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'_'))
}
