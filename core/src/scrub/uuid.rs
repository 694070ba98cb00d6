//! UUIDs (RFC 9562, section 4): 8-4-4-4-12 hexadecimal digits, of any version or none.

use super::rule::{Found, at, is_hex, run};

const MARK: &str = "[uuid]";

/// A UUID at the start of a word. What follows does not matter: nothing else looks so.
pub(super) fn find(right: &[u8]) -> Option<Found> {
    let mut place = 0;
    for length in [8, 4, 4, 4, 12] {
        if place > 0 {
            if at(right, place) != b'-' {
                return None;
            }
            place += 1;
        }
        if run(right.get(place..place + length)?, is_hex) < length {
            return None;
        }
        place += length;
    }
    Found::ahead(place, MARK)
}
