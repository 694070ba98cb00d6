//! URLs (WHATWG URL) without query, fragment and user, wherever they stand; and what in them
//! is code: hosts and the paths of scripts.
//!
//! A place in a script stays: `https://a.example/b.js?v=1:10:5` keeps its `:10:5`.

use super::kind::{DIGIT, DOT, HEX, LABEL, NAME, PATH, SCRIPT, SENTENCE, SEPARATOR, URL, URL_HEAD, USER};
use super::spot::{Replacement, Spot};

/// What Chromium and Gecko write between a module's URL and the place in it.
const WASM: &[u8] = b":wasm-function[";
/// The most punctuation that is looked for behind a URL, in bytes: `)),` is seen.
const SENTENCE_BYTES: isize = 8;
/// The longest name of a host (RFC 1035, section 2.3.4), in bytes.
pub(super) const HOST_BYTES: isize = 253;
/// How far it is looked for the end of a script's path, or from a token for the start of its
/// URL, in bytes.
pub(super) const PATH_BYTES: isize = 256;
/// The longest URL whose query is seen by what stands before it, in bytes.
pub(super) const URL_BYTES: isize = 4096;

/// Whether a host begins at a place: behind `://`, or behind `//` where no path is before it.
fn is_host(spot: &Spot<'_>, place: isize) -> bool {
    spot.at(place - 1) == b'/' && spot.at(place - 2) == b'/' && !spot.is(place - 3, PATH | SEPARATOR)
}

/// A user's name and password before a host; `webpack://@scope/app/` has none.
pub(super) fn user(spot: &Spot<'_>) -> Option<Replacement> {
    if !is_host(spot, 0) {
        return None;
    }
    let (mut user, mut end) = (0, spot.run(0, USER));
    while end > 0 && spot.at(end) == b'@' {
        user = end + 1;
        end = user + spot.run(user, USER);
    }
    Replacement::ahead(user, "")
}

/// Whether a token, an id or a number is no person's but stands in code: in the name of a host,
/// or in the path of a script.
pub(super) fn is_of_code(spot: &Spot<'_>) -> bool {
    let host = spot.back_within(HOST_BYTES, 0, LABEL | DOT);
    if is_host(spot, -host) {
        // An extension's host has no dot, and is made for one visitor.
        return spot.at(spot.run_within(HOST_BYTES, 0, LABEL)) == b'.';
    }
    let ends = |place| {
        let is_dot = spot.at(place) == b'.';
        let ending = if is_dot { spot.one_of(place + 1, b"js mjs cjs css wasm ts tsx jsx") } else { 0 };
        ending > 0 && !spot.is(place + 1 + ending, SCRIPT)
    };
    (0..spot.run_within(PATH_BYTES, 0, SCRIPT)).any(ends)
}

/// A query or fragment: of a URL, or of anything where it says `name=` or `name&`.
pub(super) fn query(spot: &Spot<'_>) -> Option<Replacement> {
    let name = spot.run(1, NAME);
    let named = name > 0 && matches!(spot.at(1 + name), b'=' | b'&');
    if !named && !in_url(spot, URL_BYTES) {
        return None;
    }
    // Hexadecimal digits and colons on both sides could join to an IPv6 address.
    let joins = spot.at(-spot.back_within(URL_BYTES, 0, HEX | DOT) - 1) == b':';
    let end = end(spot);
    Replacement::ahead(if joins { end } else { end - script_position(spot, end) }, "")
}

/// Whether the spot is inside of a URL that begins so many bytes before it at most. A query of
/// one would be cut by now, so that nothing before an earlier `?` can matter.
pub(super) fn in_url(spot: &Spot<'_>, most: isize) -> bool {
    let start = -spot.back_within(most, 0, URL_HEAD);
    (start..-2).any(|place| spot.at(place) == b':' && spot.says(place, b"://"))
}

/// Where the URL around the spot ends.
pub(super) fn end(spot: &Spot<'_>) -> isize {
    let mut end = 0;
    // A parenthesis around the URL closes there, if only punctuation follows.
    let closes = |end| !spot.is(end + spot.run_within(SENTENCE_BYTES, end, SENTENCE), URL);
    while spot.is(end, URL) && !(spot.at(end) == b')' && closes(end)) {
        end += 1;
    }
    end
}

/// The length of what tells a place in a script at the end of a URL that begins at the spot:
/// `:line:column`, or `:wasm-function[index]:0xoffset`. 0 where nothing does, or where it would be
/// all there is: the colon of `pin:12:34` is none of the value's.
pub(super) fn script_position(spot: &Spot<'_>, end: isize) -> isize {
    let offset = end - spot.back(end, HEX) - 4;
    let index = offset - spot.back(offset, DIGIT) - WASM.len() as isize;
    if index > 0 && spot.says(offset, b"]:0x") && spot.says(index, WASM) {
        return end - index;
    }
    let column = end - spot.back(end, DIGIT) - 1;
    let line = column - spot.back(column, DIGIT) - 1;
    let colons = line > 0 && spot.at(column) == b':' && spot.at(line) == b':';
    if colons && line + 1 < column && column + 1 < end { end - line } else { 0 }
}
