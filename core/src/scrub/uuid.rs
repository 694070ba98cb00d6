//! UUIDs (RFC 9562, section 4): 8-4-4-4-12 hexadecimal digits, of any version or none.

use super::kind::HEX;
use super::spot::{Replacement, Spot};
use super::url;

const MARK: &str = "[uuid]";

/// A UUID at the start of a word. What follows does not matter: nothing else looks so.
pub(super) fn find(spot: &Spot<'_>) -> Option<Replacement> {
    let mut place = -1;
    for length in [8, 4, 4, 4, 12] {
        if place > 0 && spot.at(place) != b'-' || spot.run_within(length, place + 1, HEX) < length {
            return None;
        }
        place += 1 + length;
    }
    if url::is_of_code(spot) { None } else { Replacement::ahead(place, MARK) }
}
