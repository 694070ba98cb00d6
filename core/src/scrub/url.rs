//! URLs (WHATWG URL) without query, fragment, user and embedded data, wherever they stand.
//!
//! A place in a script stays: `https://a.example/b.js?v=1:10:5` keeps its `:10:5`.

use alloc::string::String;

use super::rule::{Found, at, back, is_digit, is_hex, is_word, run, run_back, without};
use super::text::text;

/// A URL without query, fragment and personal data; what is no URL is scrubbed as text.
pub fn url(url: &str) -> String {
    let mut clean = text(head(url));
    // What no longer hides in the text may be a URL now: cut again, so that once is enough.
    clean.truncate(head(&clean).len());
    clean
}

/// A URL up to its query or fragment: unlike in a text nothing can follow these.
fn head(url: &str) -> &str {
    let length = run(url.as_bytes(), |byte| !b"?#".contains(&byte));
    let head = url.get(..length).unwrap_or_default();
    let is_url = head.bytes().any(|byte| b"/:".contains(&byte)) && !head.bytes().any(|byte| byte <= b' ');
    if is_url { head } else { url }
}

/// A user's name and password right after `://`.
pub(super) fn user(right: &[u8]) -> Option<Found> {
    let host = right.strip_prefix(b"://")?;
    let host = host.get(..run(host, |byte| !is_end(byte) && !b"/?#\\".contains(&byte)))?;
    let user = host.iter().rposition(|byte| *byte == b'@')?;
    // `webpack://@scope/app/` has no user.
    if user == 0 { None } else { Found::ahead(3 + user + 1, "://") }
}

/// A query or fragment: of a URL, or of anything where it says `name=` or `name&`.
pub(super) fn query(left: &[u8], right: &[u8]) -> Option<Found> {
    let name = run(right.get(1..)?, |byte| is_word(byte) || matches!(byte, b'_' | b'.' | b'-' | b'%'));
    let named = name > 0 && matches!(at(right, 1 + name), b'=' | b'&');
    if named || in_url(left) { Found::ahead(length(left, right), "") } else { None }
}

/// A URL that holds its content itself (RFC 2397).
pub(super) fn data(right: &[u8]) -> Option<Found> {
    let scheme = right.get(..5)?;
    let kind =
        run(right.get(5..)?, |byte| is_word(byte) || matches!(byte, b'/' | b'+' | b'.' | b';' | b'=' | b'-'));
    if !scheme.eq_ignore_ascii_case(b"data:") || at(right, 5 + kind) != b',' {
        return None;
    }
    Found::ahead(length(b"", right), "data:[cut]")
}

/// Whether the output ends inside of a URL. A query of one would be cut by now, so that
/// nothing before an earlier `?` can matter.
fn in_url(left: &[u8]) -> bool {
    let url = run_back(left, |byte| !is_end(byte) && !b"?#".contains(&byte));
    left.get(left.len() - url..).unwrap_or_default().windows(3).any(|part| part == b"://")
}

/// How much of the rest of a URL goes: up to its end, or to a line and column there.
fn length(left: &[u8], right: &[u8]) -> usize {
    let mut open = 0_usize;
    let mut end = right.len();
    for (place, byte) in right.iter().enumerate() {
        match byte {
            b'(' => open += 1,
            // Around the URL, unless it was opened in it or more of the URL follows.
            b')' if open == 0 && !is_word(at(right, place + 1)) => end = place,
            b')' => open = open.saturating_sub(1),
            byte if is_end(*byte) => end = place,
            _ => {}
        }
        if end == place {
            break;
        }
    }
    let url = right.get(..end).unwrap_or_default();
    // Hexadecimal digits and colons on both sides could join to an IPv6 address.
    let tail = run_back(left, |byte| is_hex(byte) || byte == b'.');
    if back(left, tail) == b':' { end } else { end - place(url) }
}

/// The length of `:line:column` or of a wasm offset at the end.
fn place(url: &[u8]) -> usize {
    let column = run_back(url, is_digit);
    let before = without(url, column + 1);
    let line = run_back(before, is_digit);
    let colons = back(url, column) == b':' && back(before, line) == b':';
    if colons && line > 0 && column > 0 { line + column + 2 } else { 0 }
}

/// What a URL ends at: the query percent-encode set, without control characters.
fn is_end(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ' | b'"' | b'\'' | b'<' | b'>' | b'`')
}
