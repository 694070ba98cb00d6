//! Credentials: what follows `Bearer` and `Basic`, tokens with a known beginning, and
//! anything that is long and looks random.
//!
//! Names must survive: `handleCreateOrUpdateV2Response` and other words in camel case,
//! `vendors-node_modules_react-dom_index_js`, `index-BqT3k9aZ.js` with a hash of up to 20
//! characters, `_ZN4core3fmt5write` and other mangled symbols.

use super::kind::{CREDENTIALS, DIGIT, DOT, HEX, LETTER, PADDING, TOKEN, WORD, is};
use super::spot::{Found, Spot};

const MARK: &str = "[token]";
/// The fewest characters of a random token: 128 bits as hexadecimal digits.
const TOKEN_BYTES: isize = 32;
/// How many of these must not be plain words: more than the longest hash of a file (20).
const ODD_BYTES: isize = 25;
/// How far it is looked for so many: a word may stand between any two parts of a token.
const LOOK_BYTES: isize = 256;
/// The fewest characters of a token with a known beginning.
const KNOWN_BYTES: isize = 13;
/// A plain word after `Bearer` or `Basic`, such as `authentication`, is shorter than this.
const WORD_BYTES: isize = 16;
/// JSON as base64 (a JWT), Stripe, GitHub, GitLab, Slack, AWS and Google.
const BEGINNINGS: &[u8] = b"eyJ sk_live_ sk_test_ pk_live_ pk_test_ rk_live_ ghp_ gho_ ghu_ ghs_ ghr_ \
    github_pat_ glpat- xoxa- xoxb- xoxp- xoxr- xoxs- AKIA AIza";

/// A credential at the start of a word.
pub(super) fn find(spot: &Spot<'_>) -> Option<Found> {
    Found::ahead(authorization(spot).max(known(spot)).max(random(spot)), MARK)
}

/// The length of the credentials of an `Authorization` header (RFC 7235, section 2.1).
fn authorization(spot: &Spot<'_>) -> isize {
    if spot.at(-1) != b' ' || !(spot.says(-7, b"bearer") || spot.says(-6, b"basic")) {
        return 0;
    }
    let length = spot.run(0, CREDENTIALS);
    let is_camel = (1..length).any(|place| is_turn(spot, place));
    if spot.run(0, LETTER) == length && length < WORD_BYTES && !is_camel {
        return 0;
    }
    length + spot.run(length, PADDING)
}

/// The length of a token with a known beginning, and of the parts that dots join to it.
fn known(spot: &Spot<'_>) -> isize {
    if spot.run_within(KNOWN_BYTES, 0, TOKEN | DOT) < KNOWN_BYTES || spot.one_of(0, BEGINNINGS) == 0 {
        return 0;
    }
    let mut length = spot.run(0, TOKEN);
    while spot.at(length) == b'.' && spot.is(length + 1, TOKEN) {
        length += 1 + spot.run(length + 1, TOKEN);
    }
    length
}

/// Whether letters change to digits or back at a place, or lower case to upper case.
fn is_turn(spot: &Spot<'_>, place: isize) -> bool {
    let (last, byte) = (spot.at(place - 1), spot.at(place));
    let is_camel = last.is_ascii_lowercase() && byte.is_ascii_uppercase();
    is_camel || is(last, WORD) && is(byte, WORD) && is(last, DIGIT) != is(byte, DIGIT)
}

/// The length of what looks random: its parts between hyphens that are not plain words are
/// long enough and full of digits and turns. Any beginning of it that is so decides, so that
/// a mark in its place later on changes nothing.
fn random(spot: &Spot<'_>) -> isize {
    let before = spot.back_within(TOKEN_BYTES, 0, TOKEN);
    let is_short = before + spot.run_within(TOKEN_BYTES, 0, TOKEN) < TOKEN_BYTES;
    if is_short || spot.at(-1) == b'_' && spot.says(0, b"ZN") {
        return 0;
    }
    let (mut odd, mut odd_signs) = (0, 0);
    let (mut part, mut digits, mut turns, mut hex) = (0, 0, 0, 0);
    let mut place = 0;
    while place < LOOK_BYTES && spot.is(place, TOKEN) {
        let in_part = spot.is(place, WORD);
        if in_part {
            part += 1;
            digits += isize::from(spot.is(place, DIGIT));
            hex += isize::from(spot.is(place, HEX));
            turns += isize::from(part > 1 && is_turn(spot, place));
        }
        // `vendors`, `README`, `useState`; a longer word has more turns in it.
        let camel = part > 7 && turns * 4 <= part;
        let is_word = part > 2 && digits == 0 && (turns == 0 || camel);
        let (bytes, signs) = (odd + part, odd_signs + digits + turns);
        place += 1;
        let is_random =
            !is_word && before + place >= TOKEN_BYTES && bytes >= ODD_BYTES && signs * 16 >= bytes * 5;
        if is_random || part == hex && hex >= TOKEN_BYTES {
            return spot.run(0, TOKEN);
        }
        if !in_part {
            // What follows is looked at by itself: `application-` stays before a token.
            if odd == 0 && (is_word || part < 3) {
                return 0;
            }
            if !is_word {
                (odd, odd_signs) = (bytes, signs);
            }
            (part, digits, turns, hex) = (0, 0, 0, 0);
        }
    }
    0
}
