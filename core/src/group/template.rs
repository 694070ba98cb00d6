//! Matches a message against an engine's wording, such as
//! `Cannot read properties of {v} (reading '{p}')`, and fills what it found into another.
//!
//! A `{x}` stands for any text, up to the first place where what follows it in the template
//! is found. Letters match whatever their case, since engines differ in capitals.

use alloc::{string::String, vec::Vec};

use crate::steps;

/// What the places of a template stood for.
pub(super) type Captures<'t, 'm> = Vec<(&'t str, &'m str)>;

/// Matches a whole message.
pub(super) fn find<'t, 'm>(template: &'t str, message: &'m str) -> Option<Captures<'t, 'm>> {
    let mut found = Captures::new();
    let Some((head, mut rest)) = template.split_once('{') else {
        return template.eq_ignore_ascii_case(message).then_some(found);
    };
    let mut message = after_prefix(message, head)?;
    loop {
        let (name, literal) = rest.split_once('}')?;
        let Some((literal, next)) = literal.split_once('{') else {
            let at = message.len().checked_sub(literal.len())?;
            let (value, end) = message.split_at_checked(at)?;
            found.push((name, value));
            return end.eq_ignore_ascii_case(literal).then_some(found);
        };
        let at = position(message, literal)?;
        found.push((name, message.get(..at)?));
        message = message.get(at + literal.len()..)?;
        rest = next;
    }
}

fn after_prefix<'m>(message: &'m str, prefix: &str) -> Option<&'m str> {
    steps::count(1);
    let (start, rest) = message.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn position(message: &str, literal: &str) -> Option<usize> {
    let mut windows = message.as_bytes().windows(literal.len().max(1));
    let at = windows.position(|window| window.eq_ignore_ascii_case(literal.as_bytes()));
    // Most places differ in the first letter.
    steps::count(at.unwrap_or(message.len()));
    at
}

/// Fills a template: `write` writes what stands for a place.
pub(super) fn fill(template: &str, write: impl Fn(&str, &mut String)) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((literal, place)) = rest.split_once('{')
        && let Some((name, after)) = place.split_once('}')
    {
        out.push_str(literal);
        write(name, &mut out);
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn a_template_matches_whole_messages_only() {
        let read = "Cannot read properties of {v} (reading '{p}')";
        let found = find(read, "cannot read properties of null (reading 'it's')");
        assert_eq!(found, Some(vec![("v", "null"), ("p", "it's")]));
        assert_eq!(find(read, "Cannot read properties of null"), None);
        assert_eq!(find(read, "x Cannot read properties of null (reading 'y')"), None);
        assert_eq!(find("{e} is null", "a.b is null"), Some(vec![("e", "a.b")]));
        assert_eq!(find("{e} is null", "null"), None);
        assert_eq!(find("Load failed", "load failed"), Some(vec![]));
        assert_eq!(find("é{x}é", "ééé"), Some(vec![("x", "é")]));
        assert_eq!(find("{x}aé", "é"), None);
    }

    #[test]
    fn a_template_is_filled() {
        let write = |name: &str, out: &mut String| out.push_str(if name == "p" { "id" } else { "" });
        assert_eq!(fill("'{p}' of {v}!", write), "'id' of !");
        assert_eq!(fill("a { b", write), "a { b");
    }
}
