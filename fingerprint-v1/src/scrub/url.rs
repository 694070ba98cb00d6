//! URLs (WHATWG URL) without query, fragment, user and embedded data, wherever they stand.
//!
//! A place in a script stays: `https://a.example/b.js?v=1:10:5` keeps its `:10:5`.

use super::kind::{DIGIT, DOT, HEX, LINE, MEDIA_TYPE, NAME, SENTENCE, URL, URL_HEAD, USER};
use super::spot::{Found, Spot};

/// What Chromium and Gecko write between a module's URL and the place in it.
const WASM: &[u8] = b":wasm-function[";
/// The most punctuation that is looked for behind a URL, in bytes: `)),` is seen.
const SENTENCE_BYTES: isize = 8;
/// The longest line that is looked through for the end of a script in a URL, in bytes.
const LINE_BYTES: isize = 256;

/// A user's name and password between `://` and `@`; `webpack://@scope/app/` has none.
pub(super) fn user(spot: &Spot<'_>) -> Option<Found> {
    let user = spot.back(0, USER);
    let is_user = user > 0 && spot.says(-user - 3, b"://");
    is_user.then_some(Found { back: user, ahead: 1, mark: "" })
}

/// A query or fragment: of a URL, or of anything where it says `name=` or `name&`.
pub(super) fn query(spot: &Spot<'_>) -> Option<Found> {
    let name = spot.run(1, NAME);
    let named = name > 0 && matches!(spot.at(1 + name), b'=' | b'&');
    if !named && !in_url(spot) {
        return None;
    }
    // Hexadecimal digits and colons on both sides could join to an IPv6 address.
    let joins = spot.at(-spot.back(0, HEX | DOT) - 1) == b':';
    let end = end(spot);
    Found::ahead(if joins { end } else { end - place(spot, end) }, "")
}

/// A URL that holds its content itself (RFC 2397).
pub(super) fn data(spot: &Spot<'_>) -> Option<Found> {
    // `data://` is none, so that nothing can hide it: only there a user's name is left out.
    if !spot.says(0, b"data:") || spot.at(5) == b'/' || spot.at(5 + spot.run(5, MEDIA_TYPE)) != b',' {
        return None;
    }
    // Only here can a URL have spaces in it: a script in one, whose frame ends in a place.
    let mut line = spot.run_within(LINE_BYTES, 0, LINE);
    while spot.at(line - 1) == b')' {
        line -= 1;
    }
    if place(spot, line) == 0 {
        line = end(spot);
    }
    Found::ahead(line - place(spot, line), "data:[cut]")
}

/// Whether the spot is inside of a URL. A query of one would be cut by now, so that
/// nothing before an earlier `?` can matter.
fn in_url(spot: &Spot<'_>) -> bool {
    let start = -spot.back(0, URL_HEAD);
    (start..-2).any(|place| spot.says(place, b"://"))
}

/// Where the URL around the spot ends.
fn end(spot: &Spot<'_>) -> isize {
    let mut end = 0;
    // A parenthesis around the URL closes there, if only punctuation follows.
    let closes = |end| !spot.is(end + spot.run_within(SENTENCE_BYTES, end, SENTENCE), URL);
    while spot.is(end, URL) && !(spot.at(end) == b')' && closes(end)) {
        end += 1;
    }
    end
}

/// The length of what tells a place in a script at the end of its URL: `:line:column`, or
/// `:wasm-function[index]:0xoffset`. 0 where nothing does.
pub(super) fn place(spot: &Spot<'_>, end: isize) -> isize {
    let offset = end - spot.back(end, HEX) - 4;
    let index = offset - spot.back(offset, DIGIT) - WASM.len() as isize;
    if spot.says(offset, b"]:0x") && spot.says(index, WASM) {
        return end - index;
    }
    let column = end - spot.back(end, DIGIT) - 1;
    let line = column - spot.back(column, DIGIT) - 1;
    let colons = spot.at(column) == b':' && spot.at(line) == b':';
    if colons && line + 1 < column && column + 1 < end { end - line } else { 0 }
}
