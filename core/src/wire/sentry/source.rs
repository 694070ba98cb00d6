//! The source lines that an SDK sends with its frames: only those of the site's own code, around the
//! innermost frames. What stands in quotes and long numbers are values, not code, and may be
//! somebody's: a mark stands for them.

use alloc::{string::String, vec, vec::Vec};

use serde_json::Value;

use super::{fields, frames::SdkFrame, language::Language, limits};
use crate::json::Json;

/// The lines of the innermost frames of the site, each with its file and its line.
pub(super) fn of(frames: &[SdkFrame<'_>], language: Language) -> Option<Json> {
    let own = frames.iter().filter(|frame| frame.is_own);
    let shown: Vec<Json> =
        own.filter_map(|frame| lines(frame, language)).take(limits::SOURCE_FRAMES).collect();
    (!shown.is_empty()).then_some(Json::List(shown))
}

fn lines(frame: &SdkFrame<'_>, language: Language) -> Option<Json> {
    use alloc::string::ToString;
    let line = frame.line?;
    let middle = fields::text(frame.sent, "context_line")?;
    let around = |name| -> Vec<&str> {
        let all = frame.sent.get(name).and_then(Value::as_array);
        all.into_iter().flatten().filter_map(Value::as_str).collect()
    };
    let (before, behind) = (around("pre_context"), around("post_context"));
    let before = before.get(before.len().saturating_sub(limits::SOURCE_LINES)..).unwrap_or_default();
    let first = line.saturating_sub(u32::try_from(before.len()).unwrap_or(0));
    let behind = behind.into_iter().take(limits::SOURCE_LINES);
    let code = before.iter().copied().chain([middle]).chain(behind).map(|line| source_line(line, language));
    Some(Json::Map(vec![
        ("file".into(), Json::Text(frame.file.clone()?)),
        ("line".into(), Json::Number(line.to_string())),
        ("from".into(), Json::Number(first.to_string())),
        ("code".into(), Json::List(code.map(Json::Text).collect())),
    ]))
}

/// What stands for a value in code.
const VALUE: char = '…';
/// Digits of a number that may be somebody's.
const NUMBER_DIGITS: usize = 3;

/// A line without what is in quotes, and without long numbers.
fn source_line(text: &str, language: Language) -> String {
    let mut out = String::new();
    let (mut quote, mut has_value, mut is_escaped) = (None, false, false);
    let mut digits = String::new();
    for c in text.trim_end().chars().take(limits::SOURCE_CHARS) {
        if let Some(open) = quote {
            if !is_escaped && c == open {
                out.push(c);
                quote = None;
            } else if !core::mem::replace(&mut has_value, true) {
                out.push(VALUE);
            }
            is_escaped = !is_escaped && c == '\\';
            continue;
        }
        if c.is_numeric() {
            digits.push(c);
            continue;
        }
        push_number(&mut digits, &mut out);
        // In Rust it begins a lifetime as well.
        if matches!(c, '"' | '`') || c == '\'' && language != Language::Rust {
            (quote, has_value, is_escaped) = (Some(c), false, false);
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    push_number(&mut digits, &mut out);
    out
}

fn push_number(digits: &mut String, out: &mut String) {
    match digits.chars().count() {
        0..NUMBER_DIGITS => out.push_str(digits),
        _ => out.push(VALUE),
    }
    digits.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_in_code_are_marked() {
        for (line, language, expected) in [
            (
                "S.setUser({ id: '4711', n: 4711, x: 1 })",
                Language::Script,
                "S.setUser({ id: '…', n: …, x: 1 })",
            ),
            ("raise E(\"a \\\"b\\\" c\" % key)", Language::Python, "raise E(\"…\" % key)"),
            ("x = '' + `a` # don't say jane", Language::Script, "x = '' + `…` # don'…"),
            ("fn f<'a>(x: &'a str) -> \"y\"", Language::Rust, "fn f<'a>(x: &'a str) -> \"…\""),
            ("  return carts[key]\n", Language::Ruby, "  return carts[key]"),
        ] {
            assert_eq!(source_line(line, language), expected);
        }
    }
}
