//! The lasting part of a message: its first line, with a mark for every part that changes
//! from one visitor or one minute to the next. Only for comparing: what people read is the
//! message itself.
//!
//! Scrubbing has left its own marks by then; those that stand for a number or an id are
//! made the same as ours, so that a long number and a short one read alike.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::quote::{self, VALUE};
use super::{address, code, date, generated};

use crate::steps;

/// The most bytes of a message that count: the start of a line says what failed.
const MAX_MESSAGE_BYTES: usize = 1000;
/// From this length letters and digits mixed are an id, not a word such as `sha256`.
const MIN_ID_BYTES: usize = 8;

const NUMBER: &str = "[number]";
const ID: &str = "[id]";
const PATH: &str = "[path]";
const URL: &str = "[url]";
const EMAIL: &str = "[email]";

/// The marks of scrubbing that say the same as one of ours.
const SCRUBBED: &[(&str, &str)] =
    &[("[digits]", NUMBER), ("[ip]", NUMBER), ("[uuid]", ID), ("[token]", ID), ("[redacted]", VALUE)];

/// The zeros of other scripts, each followed by its other digits: Arabic, Persian, Indic ones,
/// Thai, Lao, Tibetan, Khmer, Mongolian, full width.
const ZEROS: &[u32] = &[
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20,
    0x1040, 0x17e0, 0x1810, 0xff10,
];

/// The first line that says something.
pub(super) fn first_line(message: &str) -> &str {
    let counted = |line: &str| steps::count(line.len());
    message
        .lines()
        .inspect(|line| counted(line))
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default()
}

/// The first line with marks, in lower case and without a last full stop, as engines
/// differ in both. A report is about a host, so there the host of a URL can be kept.
pub(super) fn normalise(message: &str, keep_hosts: bool) -> String {
    steps::count(message.len().min(MAX_MESSAGE_BYTES));
    let line = first_line(message);
    let end = (0..=MAX_MESSAGE_BYTES).rev().find(|end| line.is_char_boundary(*end)).unwrap_or(0);
    let line = with_plain_digits(line.get(..end).unwrap_or(line).trim_end_matches('.'));
    if let Some(name) = address::error_name(&line).filter(|_| !keep_hosts && !line.contains(' ')) {
        return [URL, " ", &name.to_ascii_lowercase()].concat();
    }
    let line = quote::without_quotes(&line);
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut out = String::with_capacity(line.len());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if !out.is_empty() {
            out.push(' ');
        }
        let rest = words.get(at..).unwrap_or_default();
        let date = date::length(rest);
        let method = at.checked_sub(1).and_then(|before| words.get(before)).copied().unwrap_or_default();
        at += date.max(1);
        if date > 0 {
            out.push_str(NUMBER);
            push_edge(words.get(at - 1).copied().unwrap_or_default(), &mut out);
        } else if code::is_code(&words, at - 1) {
            push_lower(word, &mut out);
        } else if let Some(resource) = address::resource(method, word) {
            address::push_resource(resource, &mut out);
            push_edge(word, &mut out);
        } else {
            mark_lower(word, keep_hosts, &mut out);
        }
    }
    out
}

/// The codes of a message and what they are of, where it has any: `get [path:orders] 404`. What a
/// helper says through which all requests go is told apart by them.
pub(super) fn codes(message: &str) -> Option<String> {
    let line = first_line(message);
    let end = (0..=MAX_MESSAGE_BYTES).rev().find(|end| line.is_char_boundary(*end)).unwrap_or(0);
    let line = line.get(..end).unwrap_or(line);
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut out = String::new();
    for (at, word) in words.iter().enumerate() {
        let method = at.checked_sub(1).and_then(|before| words.get(before)).copied().unwrap_or_default();
        if let Some(resource) = address::resource(method, word) {
            push_lower(method, &mut out);
            out.push(' ');
            address::push_resource(resource, &mut out);
        } else if code::is_code(&words, at) {
            out.extend(word.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_lowercase()));
        } else {
            continue;
        }
        out.push(' ');
    }
    out.truncate(out.trim_end().len());
    Some(out).filter(|codes| !codes.is_empty())
}

/// Digits of other scripts as ASCII's.
fn with_plain_digits(line: &str) -> Cow<'_, str> {
    if line.is_ascii() {
        return Cow::Borrowed(line);
    }
    let plain = |c: char| {
        let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&u32::from(c)));
        let digit = zero.and_then(|zero| char::from_digit(u32::from(c) - zero, 10));
        digit.unwrap_or(c)
    };
    Cow::Owned(line.chars().map(plain).collect())
}

fn push_lower(word: &str, out: &mut String) {
    out.extend(word.chars().map(|c| c.to_ascii_lowercase()));
}

/// What stands behind a value that was replaced.
fn push_edge(word: &str, out: &mut String) {
    let bare = word.trim_end_matches(|c| c == '.' || is_edge(c));
    out.push_str(word.get(bare.len()..).unwrap_or_default());
}

/// Writes a word in lower case, or the mark for what it is.
fn mark_lower(word: &str, keep_hosts: bool, out: &mut String) {
    let start = out.len();
    mark_word(word, keep_hosts, out);
    if let Some(written) = out.get_mut(start..) {
        written.make_ascii_lowercase();
    }
}

/// Writes a word, or the mark for what it is.
pub(super) fn mark_word(word: &str, keep_hosts: bool, out: &mut String) {
    steps::count(word.len());
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
    } else if let Some((name, extension)) = file_without_hash(core) {
        out.push_str(name);
        out.push('.');
        out.push_str(extension);
    } else if is_id(core) {
        out.push_str(ID);
    } else {
        mark_numbers(core, out);
    }
    out.push_str(end);
}

fn is_edge(c: char) -> bool {
    matches!(c, '(' | ')' | '{' | '}' | '<' | '>' | ',' | ';' | ':' | '!' | '?')
}

/// A file's name without the hash of a build: `logo-Bq3kT9aZ.svg` is `logo.svg`.
fn file_without_hash(word: &str) -> Option<(&str, &str)> {
    let (stem, extension) = word.rsplit_once('.')?;
    let is_extension = (1..=5).contains(&extension.len())
        && extension.bytes().all(|b| b.is_ascii_alphanumeric())
        && extension.starts_with(|c: char| c.is_ascii_alphabetic());
    let name = generated::without_hash(stem);
    (is_extension && name.len() < stem.len() && !name.is_empty()).then_some((name, extension))
}

fn is_email(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

fn is_path(word: &str) -> bool {
    steps::count(word.len());
    let begins = word.starts_with(['/', '\\']) || word.starts_with("./") || word.starts_with("../");
    let separators = word.bytes().filter(|b| matches!(b, b'/' | b'\\')).count();
    let is_drive = word.as_bytes().get(1..3).is_some_and(|two| matches!(two, [b':', b'\\' | b'/']));
    let has_letter = word.chars().any(char::is_alphabetic); // `21/11/2026` is a date
    has_letter && (begins || is_drive || separators > 1)
}

/// A hash, a random name, a UUID: long, with digits inside, and no words joined by dots.
fn is_id(word: &str) -> bool {
    steps::count(word.len());
    let hex = word.strip_prefix("0x").or_else(|| word.strip_prefix("#")).unwrap_or(word);
    let has_digit = hex.bytes().any(|b| b.is_ascii_digit());
    let has_letter = hex.bytes().any(|b| b.is_ascii_alphabetic());
    let is_id_byte = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    if word.starts_with("0x") && hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return true;
    }
    if is_short_hex(word) {
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

/// A short id in hexadecimal digits, such as the first ones of a commit: `3f2a`, `a1b2c3d`. It
/// begins with a digit, or letters and digits change places more than once.
fn is_short_hex(word: &str) -> bool {
    let is_one_case =
        !(word.bytes().any(|b| b.is_ascii_lowercase()) && word.bytes().any(|b| b.is_ascii_uppercase()));
    let digits = || word.bytes().map(|b| b.is_ascii_digit());
    let changes = digits().zip(digits().skip(1)).filter(|(a, b)| a != b).count();
    (4..MIN_ID_BYTES).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_hexdigit())
        && is_one_case
        && (changes > 1 || changes == 1 && word.starts_with(|c: char| c.is_ascii_digit()))
}

/// Writes a word with a mark for every number: digits with `. , : - / +` between them, so
/// that a date, a time and a version are one number each.
fn mark_numbers(word: &str, out: &mut String) {
    let mut rest = word;
    while !rest.is_empty() {
        steps::count(SCRUBBED.len());
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
        steps::count(1);
        length += 1;
        let joins = matches!(bytes.get(length), Some(b'.' | b',' | b':' | b'-' | b'/' | b'+'));
        length += usize::from(joins && digit_at(length + 1));
    }
    length
}
