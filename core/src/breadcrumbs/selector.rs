//! An element by a selector of words: names of elements, ids, and the attributes that a site names
//! its elements by. It must never keep a class, a title, a label or a value: these hold texts of the
//! page.

use alloc::{string::String, vec::Vec};

/// Elements of a selector, the innermost.
const ELEMENTS: usize = 3;
/// Characters of a selector that are read.
const READ_CHARS: usize = 2_000;
/// Characters of a word.
const WORD_CHARS: usize = 40;
/// Attributes that are kept.
const ATTRIBUTES: [&str; 5] = ["data-testid", "data-test", "data-cy", "data-test-id", "name"];

/// What may stay of a selector, such as `form#pay > button[name=buy]`; none where nothing may.
pub fn selector(text: &str) -> Option<String> {
    let end = text.char_indices().nth(READ_CHARS).map_or(text.len(), |(at, _)| at);
    let whole = text.get(..end).unwrap_or_default();
    let elements: Vec<String> = whole.split(" > ").filter_map(element).collect();
    let first = elements.len().saturating_sub(ELEMENTS);
    let kept = elements.get(first..).unwrap_or_default().join(" > ");
    (!kept.is_empty()).then_some(kept)
}

/// One element of a selector.
fn element(text: &str) -> Option<String> {
    let text = text.trim();
    let end = text.find(['#', '.', '[', ':']).unwrap_or(text.len());
    let (name, mut rest) = text.split_at(end);
    let is_of_name = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    if name.len() > WORD_CHARS || !name.bytes().all(is_of_name) || !begins_with_letter(name) {
        return None;
    }
    let mut out = name.to_ascii_lowercase();
    while let Some(sign) = rest.chars().next() {
        let after = rest.get(sign.len_utf8()..).unwrap_or_default();
        let end = match sign {
            '[' => after.find(']').unwrap_or(after.len()),
            _ => after.find(['#', '.', '[', ':']).unwrap_or(after.len()),
        };
        let (part, behind) = after.split_at(end);
        if sign == '#' && is_word(part) {
            out.push('#');
            out.push_str(part);
        }
        if sign == '['
            && let Some((name, value)) = part.split_once('=')
        {
            let value = value.trim_matches(['"', '\'']);
            if ATTRIBUTES.contains(&name) && is_word(value) {
                for piece in ["[", name, "=", value, "]"] {
                    out.push_str(piece);
                }
            }
        }
        rest = if sign == '[' { behind.strip_prefix(']').unwrap_or_default() } else { behind };
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
