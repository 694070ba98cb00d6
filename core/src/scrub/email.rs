//! E-mail addresses (RFC 5321, section 4.1.2, without quoted local parts), with `@` or the
//! escapes `%40` and `%2540`; local parts and hosts may be Unicode (RFC 6531).
//!
//! A place in a script is no address: `fn@https://host/a.js`, `vue@3.4.1`, `logo@2x.png`.

use super::ip;
use super::rule::{Found, back, is_letter, is_wide, is_word, run, run_back, without};

const MARK: &str = "[email]";
/// The longest mark, brackets included: `[redacted]`.
const MARK_BYTES: usize = 10;
/// The longest label that can be a file's ending. A longer one could itself be a token,
/// and must not decide about what stands before it.
const ENDING_BYTES: usize = 12;
/// Endings of file names that are no top-level domains.
const ENDINGS: &[u8] =
    b"js mjs cjs ts jsx tsx vue css html json wasm bundle jsbundle min map png jpg jpeg gif svg webp avif ico";

/// An address around its sign.
pub(super) fn find(left: &[u8], right: &[u8]) -> Option<Found> {
    let signs: [&[u8]; 3] = [b"@", b"%40", b"%2540"];
    let host = signs.into_iter().find_map(|sign| right.strip_prefix(sign))?;
    let local = local(left);
    if local == 0 {
        return None;
    }
    let length = domain(host).or_else(|| ip::v4(host))?;
    Some(Found { back: local, ahead: right.len() - host.len() + length, mark: MARK })
}

/// The length of the local part at the end of the output. Parts of it may be marks by now.
fn local(left: &[u8]) -> usize {
    let is_local = |byte| is_word(byte) || is_wide(byte) || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-');
    let mut rest = left;
    loop {
        rest = without(rest, run_back(rest, is_local));
        if back(rest, 0) != b']' {
            return left.len() - rest.len();
        }
        let Some(mark) = rest.iter().rev().take(MARK_BYTES).position(|byte| *byte == b'[') else {
            return left.len() - rest.len();
        };
        rest = without(rest, mark + 1);
    }
}

/// The length of the host's name: it has a label of two letters or more after a dot, and
/// does not go on as the name of a file does.
fn domain(right: &[u8]) -> Option<usize> {
    let length = run(right, |byte| is_word(byte) || is_wide(byte) || matches!(byte, b'.' | b'-'));
    let name = right.get(..length)?;
    let mut is_name = false;
    for label in name.split(|byte| *byte == b'.').skip(1) {
        let letters = run(label, |byte| is_letter(byte) || is_wide(byte));
        if letters == label.len() && (2..=ENDING_BYTES).contains(&letters) {
            is_name = !ENDINGS.split(|byte| *byte == b' ').any(|ending| ending.eq_ignore_ascii_case(label));
        } else {
            is_name = is_name || letters >= 2;
            if is_name {
                break;
            }
        }
    }
    is_name.then(|| length - run_back(name, |byte| matches!(byte, b'.' | b'-')))
}
