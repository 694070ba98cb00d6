//! Text without personal data: a single pass from left to right over words.
//!
//! At each spot the rules look in a fixed order, the first that finds something wins, and
//! what no rule wants is kept as it is. Line breaks always stay.

use alloc::string::String;

use super::kind::{DIGIT, HEX, LETTER, WIDE, WORD};
use super::spot::{Found, Spot};
use super::{digits, email, home, ip, secret, token, url, uuid};

/// Text without personal data.
pub(crate) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let spot = Spot { left: out.as_bytes(), right: rest.as_bytes() };
        let ahead = match find(&spot) {
            Some(Found { back, ahead, mark }) => {
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
        rest = rest.get(ahead..).unwrap_or_default();
    }
    out
}

fn find(spot: &Spot<'_>) -> Option<Found> {
    let found = home::find(spot).or_else(|| secret::find(spot));
    if found.is_some() {
        return found;
    }
    match spot.at(0) {
        b'@' => url::user(spot).or_else(|| email::find(spot)),
        b'%' => email::find(spot),
        b'?' | b'#' => url::query(spot),
        b':' => ip::find(spot),
        _ if !spot.is(0, WORD) => None,
        _ if spot.word_before(0) != 0 => digits::find(spot),
        // A token before digits, since it may begin with many; an address before digits,
        // since it is made of them.
        _ => uuid::find(spot)
            .or_else(|| token::find(spot))
            .or_else(|| url::data(spot))
            .or_else(|| ip::find(spot))
            .or_else(|| digits::find(spot)),
    }
}

/// How many bytes are kept as they are: letters, digits, wide characters or an escape at
/// once, so that the rules see where words and numbers begin.
fn plain(spot: &Spot<'_>) -> isize {
    // `%20`, but not the sign before a long number.
    let is_long = |place| spot.run(place, DIGIT) >= digits::LONG;
    if spot.at(0) == b'%' && spot.is(1, HEX) && spot.is(2, HEX) && !is_long(1) && !is_long(2) {
        return 3;
    }
    let length = spot.run(0, LETTER).max(spot.run(0, DIGIT)).max(spot.run(0, WIDE));
    length.max(1)
}
