//! E-mail addresses (RFC 5321, section 4.1.2, without quoted local parts), with `@` however it
//! is spelled; local parts and hosts may be Unicode (RFC 6531).
//!
//! A place in a script is no address: `fn@https://host/a.js`, `vue@3.4.1`, `logo@2x.png`.

use super::ip;
use super::kind::{DIGIT, DOT, LABEL, LETTER, LOCAL, WIDE};
use super::spot::{Mode, Replacement, Spot};
use super::url::HOST_BYTES;

const MARK: &str = "[email]";
/// The longest label that can be a file's ending. A longer one could itself be a token,
/// and must not decide about what stands before it.
const ENDING_BYTES: isize = 12;
/// Endings of file names that are no top-level domains, longer ones first.
const ENDINGS: &[u8] =
    b"jsbundle json jsx js mjs cjs tsx ts vue css html wasm bundle min map png jpg jpeg gif svg webp avif ico";

/// An address around its sign.
pub(super) fn find(spot: &Spot<'_>) -> Option<Replacement> {
    let (byte, sign) = spot.sign(0);
    if byte != b'@' {
        return None;
    }
    let host = domain(spot, sign).max(if spot.mode == Mode::Label { 0 } else { ip::v4(spot, sign) });
    // Only now back, and only where all of it goes.
    let local = if host == 0 { 0 } else { local(spot) };
    if local == 0 { None } else { Some(Replacement { back: local, ahead: sign + host, mark: MARK }) }
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
    let mut end = start + spot.run_within(HOST_BYTES, start, LABEL | DOT);
    // `shop@1.2.3-beta.rc1`, `shop@v2.0-rc`.
    let number = start + isize::from(spot.says(start, b"v"));
    let digits = number + spot.run_within(HOST_BYTES, number, DIGIT);
    if digits > number && spot.at(digits) == b'.' && spot.is(digits + 1, DIGIT) {
        return 0;
    }
    let mut is_name = false;
    let mut place = start;
    loop {
        place += spot.run_within(HOST_BYTES, place, LABEL) + 1;
        if place >= end {
            break;
        }
        let letters = spot.run_within(HOST_BYTES, place, LETTER | WIDE);
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
