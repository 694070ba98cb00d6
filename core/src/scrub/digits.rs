//! Long numbers: cards, phones, accounts, ids. Nine digits or more, at once or in groups with
//! spaces, hyphens, dashes, dots or parentheses between them, as people write cards and phones.
//!
//! Lines and columns (`:10:5`), dates with times, decimals, versions and hashes of files stay.

use super::kind::{DIGIT, GAP, LETTER, WORD, is};
use super::spot::{Replacement, Spot};
use super::{ip, url};

const MARK: &str = "[digits]";
/// The fewest digits that go. A US social security number has nine; a date has eight.
pub(super) const LONG: isize = 9;
/// The most characters between two groups: `(555) 123-4567` has two.
const GAP_BYTES: isize = 2;

/// A number where one begins.
pub(super) fn find(spot: &Spot<'_>) -> Option<Replacement> {
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
    if total < LONG || back == 0 && url::is_of_code(spot) {
        return None;
    }
    Some(Replacement { back, ahead: digits, mark: MARK })
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

/// How many bytes between two groups of digits end at a place: a dot, one or two of `GAP`, or a
/// space or a dash beyond ASCII, such as the no-break space and the en dash. 0 where none do.
fn gap_before(spot: &Spot<'_>, place: isize) -> isize {
    let gap = spot.back_within(GAP_BYTES + 1, place, GAP);
    if gap == 0 {
        isize::from(spot.at(place - 1) == b'.')
            .max(2 * isize::from(spot.at(place - 2) == 0xc2))
            .max(3 * isize::from(spot.at(place - 3) == 0xe2))
    } else if gap > GAP_BYTES {
        0
    } else {
        gap
    }
}

/// How many bytes before the spot are groups of the same number, and all its digits.
fn with_groups_before(spot: &Spot<'_>, digits: isize) -> (isize, isize) {
    // A time, a line with its column, a decimal; their second half may be a mark by now.
    let goes_on =
        matches!(spot.at(digits), b'.' | b':') && (spot.is(digits + 1, DIGIT) || spot.at(digits + 1) == b'[');
    let (mut bytes, mut total) = (0, digits);
    // Two numbers with a dot between them are a decimal. A single digit can begin a number, as in
    // `1 800 ...`, and once stand in the middle, as in `+49 (0)170 ...`.
    let (mut dots, mut group, mut singles) = (0, digits, 0);
    while !goes_on && (group > 1 || singles == 1) {
        let gap = gap_before(spot, -bytes);
        let end = -bytes - gap;
        if gap == 0 {
            break;
        }
        let mark = MARK.len() as isize;
        if spot.says(end - mark, MARK.as_bytes()) {
            return (mark - end, LONG);
        }
        group = spot.back(end, DIGIT);
        let start = end - group;
        let is_dot = spot.at(end) == b'.';
        let is_second = spot.at(start - 1) == b':' && spot.is(start - 2, DIGIT);
        if group == 0
            || is_second
            || spot.is(start - 1, LETTER)
            || is_dot && (group == 1 || ip::is_version(spot, start))
        {
            break;
        }
        singles += isize::from(group == 1);
        dots += isize::from(is_dot);
        (bytes, total) = (-start, total + group);
    }
    if dots == 1 { (0, digits) } else { (bytes, total) }
}
