//! Credentials: what follows `Bearer` and `Basic`, tokens with a known beginning, and
//! anything that is long and looks random.
//!
//! Names must survive: `handleCreateOrUpdateV2Response` and other words in camel case,
//! `vendors-node_modules_react-dom_index_js`, `index-BqT3k9aZ.js` with a hash of up to 20
//! characters, `_ZN4core3fmt5write` and other mangled symbols.

use super::rule::{
    Found, LOOK_BYTES, at, back, ends_with, from, is_digit, is_hex, is_letter, is_word, run, run_back,
};

const MARK: &str = "[token]";
/// The fewest characters of a random token: 128 bits as hexadecimal digits.
const TOKEN_BYTES: usize = 32;
/// How many of these must not be plain words: more than the longest hash of a file (20).
const ODD_BYTES: usize = 25;
/// The fewest characters after a known beginning.
const SECRET_BYTES: usize = 10;
/// A plain word after `Bearer` or `Basic`, such as `authentication`, is shorter than this.
const WORD_BYTES: usize = 16;
/// JSON as base64 (a JWT), Stripe, GitHub, GitLab, Slack, AWS and Google.
const BEGINNINGS: &[u8] = b"eyJ sk_live_ sk_test_ pk_live_ pk_test_ rk_live_ ghp_ gho_ ghu_ ghs_ ghr_ \
    github_pat_ glpat- xoxa- xoxb- xoxp- xoxr- xoxs- AKIA ASIA AIza";

/// A credential at the start of a word.
pub(super) fn find(left: &[u8], right: &[u8]) -> Option<Found> {
    let length = authorization(left, right).or_else(|| known(right)).or_else(|| random(left, right))?;
    Found::ahead(length, MARK)
}

fn is_token(byte: u8) -> bool {
    is_word(byte) || matches!(byte, b'-' | b'_' | b'+')
}

/// The length of the credentials of an `Authorization` header (RFC 7235, section 2.1).
fn authorization(left: &[u8], right: &[u8]) -> Option<usize> {
    if !ends_with(left, b"bearer ") && !ends_with(left, b"basic ") {
        return None;
    }
    let length = run(right, |byte| is_token(byte) || matches!(byte, b'.' | b'~' | b'/'));
    let credentials = right.get(..length)?;
    let is_camel = credentials.windows(2).any(|pair| matches!(pair, [b'a'..=b'z', b'A'..=b'Z']));
    if run(credentials, is_letter) == length && length < WORD_BYTES && !is_camel {
        return None;
    }
    Some(length + run(from(right, length), |byte| byte == b'='))
}

/// The length of a token with a known beginning, and of the parts that dots join to it.
fn known(right: &[u8]) -> Option<usize> {
    let beginning = BEGINNINGS.split(|byte| *byte == b' ').find(|beginning| right.starts_with(beginning))?;
    let mut length = run(right, is_token);
    while at(right, length) == b'.' && is_token(at(right, length + 1)) {
        length += 1 + run(from(right, length + 1), is_token);
    }
    (length >= beginning.len() + SECRET_BYTES).then_some(length)
}

/// A part of a token between hyphens: what tells a word from chance.
#[derive(Default, Clone, Copy)]
struct Part {
    bytes: usize,
    digits: usize,
    /// Changes between letters and digits, and from lower to upper case.
    turns: usize,
    hex: usize,
}

impl Part {
    /// `vendors`, `README`, `useState`; longer words have more turns in them.
    fn is_words(self) -> bool {
        let camel = self.bytes >= 8 && self.turns * 4 <= self.bytes;
        self.bytes > 2 && self.digits == 0 && (self.turns == 0 || camel)
    }
}

/// The length of what looks random. Any beginning of it that is long enough decides, so
/// that a mark in its place later on changes nothing.
fn random(left: &[u8], right: &[u8]) -> Option<usize> {
    if back(left, 0) == b'_' && right.starts_with(b"ZN") {
        return None;
    }
    let before = run_back(left.get(left.len().saturating_sub(TOKEN_BYTES)..)?, is_token);
    let (mut odd, mut part) = (Part::default(), Part::default());
    let mut last = 0;
    for (place, byte) in right.iter().copied().take(LOOK_BYTES).take_while(|byte| is_token(*byte)).enumerate()
    {
        if is_word(byte) {
            let turn = is_word(last)
                && (is_digit(last) != is_digit(byte)
                    || last.is_ascii_lowercase() && byte.is_ascii_uppercase());
            part.bytes += 1;
            part.digits += usize::from(is_digit(byte));
            part.turns += usize::from(turn);
            part.hex += usize::from(is_hex(byte));
        }
        let words = part.is_words();
        let bytes = odd.bytes + part.bytes;
        let signs = odd.turns + odd.digits + part.turns + part.digits;
        let is_random = !words && bytes >= ODD_BYTES && signs * 16 >= bytes * 5;
        let is_hash = part.hex >= TOKEN_BYTES && part.hex == part.bytes;
        if is_hash || is_random && before + place + 1 >= TOKEN_BYTES {
            return Some(run(right, is_token));
        }
        if !is_word(byte) {
            // What follows is looked at by itself: `application-` stays before a token.
            if odd.bytes == 0 && (words || part.bytes < 3) {
                return None;
            }
            if !words {
                odd.bytes += part.bytes;
                odd.digits += part.digits;
                odd.turns += part.turns;
            }
            part = Part::default();
        }
        last = byte;
    }
    None
}
