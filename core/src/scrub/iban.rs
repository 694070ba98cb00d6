//! Bank accounts (ISO 13616): two letters, two digits and up to 30 letters and digits, at once or
//! in groups, whose check digits are right (ISO 7064, mod 97-10).

use super::kind::{DIGIT, HYPHEN, LETTER, SPACE, WORD};
use super::spot::{Replacement, Spot};

const MARK: &str = "[digits]";
/// The fewest and the most characters of one: Norway's and Malta's have 15 and 31.
const LEAST: isize = 15;
const MOST: isize = 34;

/// An account at the start of a word.
pub(super) fn find(spot: &Spot<'_>) -> Option<Replacement> {
    let is_one = spot.is(0, LETTER) && spot.is(1, LETTER) && spot.is(2, DIGIT) && spot.is(3, DIGIT);
    let (mut place, mut count) = (if is_one { 4 } else { 0 }, 4);
    let (mut rest, mut found) = (0, 0);
    while place > 0 && count < MOST {
        // A group ends at a space, a hyphen or a no-break space.
        let gap = if spot.is(place, SPACE | HYPHEN) { 1 } else { 2 * isize::from(spot.at(place) == 0xc2) };
        if !spot.is(place + gap, WORD) {
            break;
        }
        rest = add(rest, spot.at(place + gap));
        place += gap + 1;
        count += 1;
        if count >= LEAST && !spot.is(place, WORD) {
            let whole = (0..4).fold(rest, |rest, at| add(rest, spot.at(at)));
            found = if whole == 1 { place } else { found };
        }
    }
    Replacement::ahead(found, MARK)
}

/// A number with one more digit, or a letter that stands for two, modulo 97.
fn add(number: u32, byte: u8) -> u32 {
    let digit = char::from(byte).to_digit(36).unwrap_or(0);
    (number * if digit < 10 { 10 } else { 100 } + digit) % 97
}
