//! URLs (WHATWG URL) without query, fragment, user and embedded data, wherever they stand.
//!
//! A place in a script stays: `https://a.example/b.js?v=1:10:5` keeps its `:10:5`.

use alloc::string::String;

use super::rule::{Found, at, back, from, is_digit, is_hex, is_word, run, run_back, without};
use super::text::text;

/// The most punctuation that is looked for behind a URL, in bytes: `)),` is seen.
const PUNCTUATION_BYTES: usize = 8;

/// The longest line that is looked through for the end of a script in a URL, in bytes.
const LINE_BYTES: usize = 1024;
/// What Chromium and Gecko write between a module's URL and the place in it.
const WASM: &[u8] = b":wasm-function[";

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

/// A user's name and password between `://` and `@`; `webpack://@scope/app/` has none.
pub(super) fn user(left: &[u8]) -> Option<Found> {
    let user = run_back(left, |byte| !is_end(byte) && !b"/?#\\@".contains(&byte));
    let is_user = user > 0 && without(left, user).ends_with(b"://");
    is_user.then_some(Found { back: user, ahead: 1, mark: "" })
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
    let is_kind = |byte| is_word(byte) || matches!(byte, b'/' | b'+' | b'.' | b';' | b'=' | b'-');
    if !scheme.eq_ignore_ascii_case(b"data:") || at(right, 5 + run(from(right, 5), is_kind)) != b',' {
        return None;
    }
    // Only here can a URL have spaces in it: a script in one, whose frame ends in a place.
    let line = right.get(..LINE_BYTES).unwrap_or(right);
    let line = line.get(..run(line, |byte| !matches!(byte, b'\n' | b'\r')))?;
    let line = without(line, run_back(line, |byte| byte == b')'));
    let length = match place(line) {
        0 => length(b"", right),
        place => line.len() - place,
    };
    Found::ahead(length, "data:[cut]")
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
    let mut end = 0;
    for byte in right {
        match byte {
            b'(' => open += 1,
            b')' if open > 0 => open -= 1,
            b')' if closes(from(right, end)) => break,
            byte if is_end(*byte) => break,
            _ => {}
        }
        end += 1;
    }
    let url = right.get(..end).unwrap_or_default();
    // Hexadecimal digits and colons on both sides could join to an IPv6 address.
    let tail = run_back(left, |byte| is_hex(byte) || byte == b'.');
    if back(left, tail) == b':' { end } else { end - place(url) }
}

/// Whether a parenthesis closes one around the URL: only punctuation follows.
fn closes(right: &[u8]) -> bool {
    let punctuation = |byte: &&u8| matches!(**byte, b')' | b']' | b'}' | b',' | b';' | b':' | b'.');
    let length = right.iter().take(PUNCTUATION_BYTES).take_while(punctuation).count();
    right.get(length).is_none_or(|next| is_end(*next))
}

/// The length of `:line:column` or `:wasm-function[index]:0xoffset` at the end.
fn place(url: &[u8]) -> usize {
    if let Some(start) = url.windows(WASM.len()).position(|part| part == WASM) {
        return url.len() - start;
    }
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
