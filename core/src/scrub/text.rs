//! Text without personal data: a single pass from left to right over words.
//!
//! At each place the rules look in a fixed order, the first that finds something wins, and
//! what no rule wants is kept as it is. Line breaks always stay.

use alloc::string::String;

use super::digits::{self, is_long};
use super::rule::{Found, at, from, is_digit, is_hex, is_letter, is_wide, is_word, run, word_before};
use super::{email, home, ip, token, url, uuid};

/// Text without personal data.
pub fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let ahead = match find(out.as_bytes(), rest.as_bytes()) {
            Some(found) => {
                out.truncate(out.len().saturating_sub(found.back));
                out.push_str(found.mark);
                found.ahead
            }
            None => {
                let plain = plain(rest.as_bytes());
                out.push_str(rest.get(..plain).unwrap_or_default());
                plain
            }
        };
        rest = rest.get(ahead..).unwrap_or_default();
    }
    out
}

fn find(left: &[u8], right: &[u8]) -> Option<Found> {
    home::find(left, right).or_else(|| match at(right, 0) {
        b'@' => url::user(left).or_else(|| email::find(left, right)),
        b'%' => email::find(left, right),
        b'?' | b'#' => url::query(left, right),
        b':' => ip::find(left, right),
        first if !is_word(first) => None,
        _ if word_before(left) != 0 => digits::find(left, right),
        // A token before digits, since it may begin with many; an address before digits,
        // since it is made of them.
        _ => uuid::find(right)
            .or_else(|| token::find(left, right))
            .or_else(|| url::data(right))
            .or_else(|| ip::find(left, right))
            .or_else(|| digits::find(left, right)),
    })
}

/// How many bytes are kept as they are: letters, digits, wide characters or an escape at
/// once, so that the rules see where words and numbers begin.
fn plain(right: &[u8]) -> usize {
    match at(right, 0) {
        // `%20`, but not the sign before a long number.
        b'%' if is_hex(at(right, 1)) && is_hex(at(right, 2)) && !(1..3).any(|n| is_long(from(right, n))) => 3,
        first => [is_letter, is_digit, is_wide]
            .into_iter()
            .find(|kind: &fn(u8) -> bool| kind(first))
            .map_or(1, |kind| run(right, kind)),
    }
}
