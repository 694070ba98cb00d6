//! Long numbers: cards, phones, accounts, ids. Nine digits or more, at once or in groups
//! with spaces, hyphens or parentheses between them, as people write cards and phones.
//!
//! Lines and columns (`:10:5`), dates with times, decimals and hashes of files stay.

use super::rule::{Found, at, back, from, is_digit, is_letter, is_word, run, run_back, without, word_before};

const MARK: &str = "[digits]";
/// The fewest digits that go. A US social security number has nine; a date has eight.
const DIGITS: usize = 9;
/// The most characters between two groups: `(555) 123-4567` has two.
const GAP_BYTES: usize = 2;

/// A number where one begins.
pub(super) fn find(left: &[u8], right: &[u8]) -> Option<Found> {
    let digits = run(right, is_digit);
    if digits == 0 || is_digit(word_before(left)) {
        return None;
    }
    let after = from(right, digits);
    let (back, total) = match word_before(left) {
        0 if !is_word(at(after, 0)) => groups_before(left, digits, after),
        _ if is_hash(left, after) => return None,
        _ => (0, 0),
    };
    (total + digits >= DIGITS).then_some(Found { back, ahead: digits, mark: MARK })
}

/// Whether what begins here goes without looking at what is before it.
pub(super) fn is_long(right: &[u8]) -> bool {
    run(right, is_digit) >= DIGITS
}

/// Whether digits in a word are in the middle of it, or not the only ones: `user123456789`
/// is a person's number, `3f2a123456789b1c` is more likely a file's hash.
fn is_hash(left: &[u8], after: &[u8]) -> bool {
    let before = run_back(left, is_letter);
    let behind = run(after, is_letter);
    let in_escape = back(left, before + 1) == b'%';
    let more_before = !in_escape && is_digit(word_before(without(left, before)));
    before.min(behind) > 0 || more_before || is_digit(at(after, behind))
}

/// How many bytes and digits at the end of the output are groups of the same number.
fn groups_before(left: &[u8], digits: usize, after: &[u8]) -> (usize, usize) {
    // A time, a line with its column, a decimal; their second half may be a mark by now.
    let goes_on = matches!(at(after, 0), b'.' | b':') && (is_digit(at(after, 1)) || at(after, 1) == b'[');
    let (mut rest, mut total) = (left, 0);
    // A single digit can begin a number, as in `1 800 ...`, but not go on with it.
    let mut group = if goes_on { 1 } else { digits };
    while group > 1 {
        let gap = run_back(rest, |byte| matches!(byte, b' ' | b'-' | b'(' | b')'));
        if !(1..=GAP_BYTES).contains(&gap) {
            break;
        }
        let before = without(rest, gap);
        if let Some(before) = before.strip_suffix(MARK.as_bytes()) {
            return (left.len() - before.len(), DIGITS);
        }
        group = run_back(before, is_digit);
        let head = without(before, group);
        let is_second = matches!(back(head, 0), b'.' | b':') && is_digit(back(head, 1));
        if group == 0 || is_second || is_letter(back(head, 0)) {
            break;
        }
        (rest, total) = (head, total + group);
    }
    (left.len() - rest.len(), total)
}
