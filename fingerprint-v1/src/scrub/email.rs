//! E-mail addresses (RFC 5321, section 4.1.2, without quoted local parts), with `@` or the
//! escapes `%40` and `%2540`; local parts and hosts may be Unicode (RFC 6531).
//!
//! A place in a script is no address: `fn@https://host/a.js`, `vue@3.4.1`, `logo@2x.png`.

use super::ip;
use super::kind::{DOT, LABEL, LETTER, LOCAL, WIDE};
use super::spot::{Found, Spot};

const MARK: &str = "[email]";
/// The longest label that can be a file's ending. A longer one could itself be a token,
/// and must not decide about what stands before it.
const ENDING_BYTES: isize = 12;
/// Endings of file names that are no top-level domains, longer ones first.
const ENDINGS: &[u8] =
    b"jsbundle json jsx js mjs cjs tsx ts vue css html wasm bundle min map png jpg jpeg gif svg webp avif ico";

/// An address around its sign.
pub(super) fn find(spot: &Spot<'_>) -> Option<Found> {
    let sign = spot.one_of(0, b"@ %40 %2540");
    let host = domain(spot, sign).max(ip::v4(spot, sign));
    // Only now back, and not at every `%20` of a long text.
    if sign == 0 || host == 0 {
        return None;
    }
    let local = local(spot);
    if local == 0 { None } else { Some(Found { back: local, ahead: sign + host, mark: MARK }) }
}

/// The length of the local part. Pieces of it may be marks by now.
fn local(spot: &Spot<'_>) -> isize {
    let mut length = spot.back(0, LOCAL);
    while spot.at(-length - 1) == b']' {
        let mark = spot.back(-length - 1, LETTER) + 2;
        if spot.at(-length - mark) != b'[' {
            break;
        }
        length += mark;
        length += spot.back(-length, LOCAL);
    }
    length
}

/// The length of the host's name: it has a label of two letters or more after a dot, and
/// does not go on as the name of a file does. 0 where it is none.
fn domain(spot: &Spot<'_>, start: isize) -> isize {
    let mut end = start + spot.run(start, LABEL | DOT);
    let mut is_name = false;
    let mut place = start;
    loop {
        place += spot.run(place, LABEL) + 1;
        if place >= end {
            break;
        }
        let letters = spot.run(place, LETTER | WIDE);
        if !spot.is(place + letters, LABEL) && (2..=ENDING_BYTES).contains(&letters) {
            is_name = spot.one_of(place, ENDINGS) != letters;
        } else if is_name || letters > 1 {
            is_name = true;
            break;
        }
    }
    while matches!(spot.at(end - 1), b'.' | b'-') {
        end -= 1;
    }
    if is_name { end - start } else { 0 }
}
