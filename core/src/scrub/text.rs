//! Text without personal data: a single pass from left to right over words.
//!
//! At each spot the rules look in a fixed order, the first that finds something wins, and
//! what no rule wants is kept as it is. Line breaks always stay.

use alloc::string::String;

use super::kind::{DIGIT, LETTER, WIDE, WORD};
use super::spot::{Mode, Replacement, Spot};
use super::{digits, email, home, iban, ip, opaque, secret, token, url, uuid};
use crate::steps;

/// How often a text is read at most. The first time is nearly always enough, the next one
/// shows it; what needs more was made for that.
const PASSES: usize = 4;

/// How far a rule takes back what was written before, in bytes: the local part of an e-mail address
/// has 64 (RFC 5321, section 4.5.3.1), a number in groups less.
const BACK_BYTES: usize = 256;

/// Text without personal data.
pub fn text(text: &str) -> String {
    scrub(text, Mode::Text, usize::MAX)
}

/// So many bytes of a text without personal data, or all of it if that is less. What follows is
/// looked at as far as it may belong to them, so that no half of a secret is left.
pub fn beginning(text: &str, bytes: usize) -> String {
    scrub(text, Mode::Text, bytes)
}

/// Reads a text until nothing more is found.
pub(super) fn scrub(text: &str, mode: Mode, bytes: usize) -> String {
    let mut clean = pass(text, mode, bytes);
    let mut passes = 1;
    let mut is_done = clean == text;
    while !is_done && passes < PASSES {
        let next = pass(&clean, mode, usize::MAX);
        is_done = next == clean;
        clean = next;
        passes += 1;
    }
    clean
}

fn pass(text: &str, mode: Mode, bytes: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        if out.len() > bytes.saturating_add(BACK_BYTES) {
            out.truncate(out.floor_char_boundary(bytes));
            break;
        }
        let spot = Spot { left: out.as_bytes(), right: rest.as_bytes(), mode };
        let ahead = match find(&spot) {
            Some(Replacement { back, ahead, mark }) => {
                out.truncate(out.len().saturating_add_signed(-back));
                out.push_str(mark);
                ahead.unsigned_abs()
            }
            None => {
                let plain = plain(&spot).unsigned_abs();
                out.push_str(rest.get(..plain).unwrap_or_default());
                plain
            }
        };
        steps::count(ahead);
        rest = rest.get(ahead..).unwrap_or_default();
    }
    out
}

#[cfg_attr(feature = "small", inline(never))]
fn find(spot: &Spot<'_>) -> Option<Replacement> {
    let found = home::find(spot).or_else(|| url::user(spot)).or_else(|| secret::find(spot));
    if found.is_some() {
        return found;
    }
    match spot.at(0) {
        b'@' | b'%' | b'\\' | b'&' | 0xef => email::find(spot),
        _ if spot.mode == Mode::Label => None,
        b'?' | b'#' => url::query(spot),
        b':' => ip::find(spot),
        _ if !spot.is(0, WORD) => None,
        _ if spot.word_before(0) != 0 => digits::find(spot),
        // A token before digits, since it may begin with many; an address before digits,
        // since it is made of them.
        _ => uuid::find(spot)
            .or_else(|| token::find(spot))
            .or_else(|| opaque::find(spot))
            .or_else(|| iban::find(spot))
            .or_else(|| ip::find(spot))
            .or_else(|| digits::find(spot)),
    }
}

/// How many bytes are kept as they are: letters, digits, wide characters or an escape at
/// once, so that the rules see where words and numbers begin.
fn plain(spot: &Spot<'_>) -> isize {
    // `%20`, but not the sign before a long number.
    let (_, escape) = spot.sign(0);
    if escape > 1
        && spot.run_within(digits::LONG, 1, DIGIT) < digits::LONG
        && spot.run_within(digits::LONG, 2, DIGIT) < digits::LONG
    {
        return escape;
    }
    // A full-width sign ends a run of wide characters.
    let mut wide = 0;
    while spot.is(wide, WIDE) && (wide == 0 || spot.sign(wide).1 == 1) {
        wide += 1;
    }
    spot.run(0, LETTER).max(spot.run(0, DIGIT)).max(wide).max(1)
}
