//! Long numbers: cards, phones, accounts, ids. Nine digits or more, at once or in groups
//! with spaces, hyphens or parentheses between them, as people write cards and phones.
//!
//! Lines and columns (`:10:5`), dates with times, decimals and hashes of files stay.

use super::kind::{DIGIT, GAP, HEX, LETTER, WORD, is};
use super::spot::{Found, Spot};

const MARK: &str = "[digits]";
/// The fewest digits that go. A US social security number has nine; a date has eight.
pub(super) const LONG: isize = 9;
/// The most characters between two groups: `(555) 123-4567` has two.
const GAP_BYTES: isize = 2;

/// A number where one begins.
pub(super) fn find(spot: &Spot<'_>) -> Option<Found> {
    let digits = spot.run(0, DIGIT);
    let before = spot.word_before(0);
    if digits == 0 || is(before, DIGIT) {
        return None;
    }
    let (mut back, mut total) = (0, digits);
    if before == 0 && !spot.is(digits, WORD) {
        (back, total) = with_groups_before(spot, digits);
    } else if digits < LONG || is_hash(spot, digits) {
        return None;
    }
    if total < LONG || back == 0 && names_script(spot, digits) {
        return None;
    }
    Some(Found { back, ahead: digits, mark: MARK })
}

/// Whether digits in a word are in the middle of it, or not the only ones: `user123456789`
/// is a person's number, `3f2a123456789b1c` is more likely a file's hash.
fn is_hash(spot: &Spot<'_>, digits: isize) -> bool {
    let before = spot.back(0, LETTER);
    let behind = spot.run(digits, LETTER);
    let in_escape = spot.at(-before - 2) == b'%';
    let more_before = !in_escape && is(spot.word_before(-before), DIGIT);
    before.min(behind) > 0 || more_before || spot.is(digits + behind, DIGIT)
}

/// Whether the word with the digits is the last before a script's ending: one hash in a
/// hundred is almost all digits, and a script is named by a machine.
fn names_script(spot: &Spot<'_>, digits: isize) -> bool {
    let dot = digits + spot.run(digits, HEX);
    let ending = spot.one_of(dot + 1, b"js mjs css wasm");
    spot.at(dot) == b'.' && ending > 0 && !spot.is(dot + 1 + ending, WORD)
}

/// How many bytes before the spot are groups of the same number, and all its digits.
fn with_groups_before(spot: &Spot<'_>, digits: isize) -> (isize, isize) {
    // A time, a line with its column, a decimal; their second half may be a mark by now.
    let goes_on =
        matches!(spot.at(digits), b'.' | b':') && (spot.is(digits + 1, DIGIT) || spot.at(digits + 1) == b'[');
    let (mut bytes, mut total) = (0, digits);
    // A single digit can begin a number, as in `1 800 ...`, but not go on with it.
    let mut group = if goes_on { 1 } else { digits };
    while group > 1 {
        let gap = spot.back(-bytes, GAP);
        let end = -bytes - gap;
        if !(1..=GAP_BYTES).contains(&gap) {
            break;
        }
        let mark = MARK.len() as isize;
        if spot.says(end - mark, MARK.as_bytes()) {
            return (mark - end, LONG);
        }
        group = spot.back(end, DIGIT);
        let start = end - group;
        let is_second = matches!(spot.at(start - 1), b'.' | b':') && spot.is(start - 2, DIGIT);
        if group == 0 || is_second || spot.is(start - 1, LETTER) {
            break;
        }
        (bytes, total) = (-start, total + group);
    }
    (bytes, total)
}
