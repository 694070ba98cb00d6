//! The lasting part of a message: its first line, with a mark for every part that changes
//! from one visitor or one minute to the next. Only for comparing: what people read is the
//! message itself.
//!
//! Scrubbing has left its own marks by then; those that stand for a number or an id are
//! made the same as ours, so that a long number and a short one read alike.

use alloc::string::String;

/// The most bytes of a message that count: the start of a line says what failed.
const MAX_MESSAGE_BYTES: usize = 1000;
/// From this length letters and digits mixed are an id, not a word such as `sha256`.
const MIN_ID_BYTES: usize = 8;

const NUMBER: &str = "[number]";
const ID: &str = "[id]";
const VALUE: &str = "[value]";
const PATH: &str = "[path]";
const URL: &str = "[url]";
const EMAIL: &str = "[email]";

/// The marks of scrubbing that say the same as one of ours.
const SCRUBBED: &[(&str, &str)] =
    &[("[digits]", NUMBER), ("[ip]", NUMBER), ("[uuid]", ID), ("[token]", ID), ("[redacted]", VALUE)];

/// The first line that says something.
pub(super) fn first_line(message: &str) -> &str {
    message.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
}

/// The first line with marks, in lower case and without a last full stop, as engines
/// differ in both. A report is about a host, so there the host of a URL can be kept.
pub(super) fn normalise(message: &str, keep_hosts: bool) -> String {
    let line = first_line(message);
    let end = (0..=MAX_MESSAGE_BYTES).rev().find(|end| line.is_char_boundary(*end)).unwrap_or(0);
    let line = line.get(..end).unwrap_or(line).trim_end_matches('.').to_ascii_lowercase();
    let mut out = String::with_capacity(line.len());
    for word in without_quotes(&line).split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        mark_word(word, keep_hosts, &mut out);
    }
    out
}

/// Puts a mark for what stands in quotes. A quote opens at the start of a word and closes
/// at the end of one, so that the apostrophe of "can't" does neither.
fn without_quotes(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        let close = match c {
            '"' | '\'' | '`' => Some(c),
            '“' => Some('”'),
            '‘' => Some('’'),
            '«' => Some('»'),
            _ => None,
        };
        let quoted = close.filter(|_| !before.is_alphanumeric()).and_then(|close| closing(after, close));
        match quoted {
            Some(end) => {
                out.push_str(VALUE);
                rest = end;
                before = ']';
            }
            None => {
                out.push(c);
                rest = after;
                before = c;
            }
        }
    }
    out
}

/// What follows the quote that closes.
fn closing(text: &str, close: char) -> Option<&str> {
    let mut ends = text.match_indices(close).filter_map(|(at, quote)| text.get(at + quote.len()..));
    ends.find(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Writes a word, or the mark for what it is.
pub(super) fn mark_word(word: &str, keep_hosts: bool, out: &mut String) {
    let is_edge = |c: char| matches!(c, '(' | ')' | '{' | '}' | '<' | '>' | ',' | ';' | ':' | '!' | '?');
    let core = word.trim_start_matches(is_edge);
    let (start, _) = word.split_at_checked(word.len() - core.len()).unwrap_or(("", word));
    let core = core.trim_end_matches(|c| c == '.' || is_edge(c));
    let end = word.get(start.len() + core.len()..).unwrap_or_default();
    out.push_str(start);
    if let Some((_, rest)) = core.split_once("://") {
        out.push_str(URL);
        if keep_hosts {
            out.push(' ');
            out.push_str(rest.split(['/', '?', '#', ':']).next().unwrap_or_default());
        }
    } else if is_email(core) {
        out.push_str(EMAIL);
    } else if is_path(core) {
        out.push_str(PATH);
    } else if is_id(core) {
        out.push_str(ID);
    } else {
        mark_numbers(core, out);
    }
    out.push_str(end);
}

fn is_email(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

fn is_path(word: &str) -> bool {
    let begins = word.starts_with(['/', '\\']) || word.starts_with("./") || word.starts_with("../");
    let separators = word.bytes().filter(|b| matches!(b, b'/' | b'\\')).count();
    let is_drive = word.as_bytes().get(1..3).is_some_and(|two| matches!(two, [b':', b'\\' | b'/']));
    let has_letter = word.chars().any(char::is_alphabetic); // `21/11/2026` is a date
    has_letter && (begins || is_drive || separators > 1)
}

/// A hash, a random name, a UUID: long, with digits inside, and no words joined by dots.
fn is_id(word: &str) -> bool {
    let hex = word.strip_prefix("0x").or_else(|| word.strip_prefix("#")).unwrap_or(word);
    let has_digit = hex.bytes().any(|b| b.is_ascii_digit());
    let has_letter = hex.bytes().any(|b| b.is_ascii_alphabetic());
    let is_id_byte = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    if word.starts_with("0x") && hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return true;
    }
    if hex.len() < MIN_ID_BYTES || !has_digit || !has_letter || !hex.bytes().all(is_id_byte) {
        return false;
    }
    // Letters and digits that change places more than once: `order66` is a word, `a8kd92lm` is none.
    let digits = hex.bytes().filter(|b| *b != b'-').map(|b| b.is_ascii_digit());
    let changes = digits.clone().zip(digits.skip(1)).filter(|(a, b)| a != b).count();
    changes > 2 || hex.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

/// Writes a word with a mark for every number: digits with `. , : - / +` between them, so
/// that a date, a time and a version are one number each.
fn mark_numbers(word: &str, out: &mut String) {
    let mut rest = word;
    while !rest.is_empty() {
        if let Some((scrubbed, mark)) = SCRUBBED.iter().find(|(scrubbed, _)| rest.starts_with(scrubbed)) {
            out.push_str(mark);
            rest = rest.get(scrubbed.len()..).unwrap_or_default();
            continue;
        }
        let length = number_length(rest);
        if length > 0 {
            out.push_str(NUMBER);
            rest = rest.get(length..).unwrap_or_default();
            continue;
        }
        let mut chars = rest.chars();
        out.extend(chars.next());
        rest = chars.as_str();
    }
}

/// How many bytes at the start are a number.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit_at = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut length = usize::from(matches!(bytes.first(), Some(b'-' | b'+')) && digit_at(1));
    while digit_at(length) {
        length += 1;
        let joins = matches!(bytes.get(length), Some(b'.' | b',' | b':' | b'-' | b'/' | b'+'));
        length += usize::from(joins && digit_at(length + 1));
    }
    length
}
