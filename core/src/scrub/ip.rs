//! IP addresses: dotted IPv4, and IPv6 in the forms of RFC 4291, section 2.2.
//!
//! Four numbers with dots are an address unless a product stands right before them, as in
//! `Chrome/120.0.0.0` and `foo-1.2.3.4`; three are none.
//! Times (`12:34:56`) and paths of code (`std::fmt`, `f64::add`) are no addresses. The
//! loopback address as a URL's host stays, since it names a developer's own server.

use super::kind::{ADDRESS, COLON, DIGIT, DOT, HEX, LETTER, SEPARATOR, TOKEN, WORD};
use super::spot::{Replacement, Spot};

const MARK: &str = "[ip]";
/// The longest IPv6 address as text: six groups of four digits and an IPv4 address.
const V6_BYTES: isize = 45;
/// The longest name of a product before its version, in bytes.
const PRODUCT_BYTES: isize = 32;

/// An address at the start of a word, or one that begins with `::`.
pub(super) fn find(spot: &Spot<'_>) -> Option<Replacement> {
    if spot.word_before(0) != 0 {
        return None;
    }
    let is_number = spot.is(0, DIGIT) && !spot.is_in_number(0) && !is_version(spot, 0);
    let mut length = if is_number { v4(spot, 0) } else { 0 };
    if length == 0 {
        length = v6(spot);
    }
    let bracket = isize::from(spot.at(-1) == b'[' && spot.at(length) == b']');
    let loopback = if bracket > 0 { "::1" } else { "127.0.0.1" };
    if spot.says(-3 - bracket, b"://") && spot.one_of(0, loopback.as_bytes()) == length {
        return Replacement::ahead(length, loopback);
    }
    if length == 0 { None } else { Some(Replacement { back: bracket, ahead: length + bracket, mark: MARK }) }
}

/// Whether a product's name stands before a number, and no folder or host before that name.
pub(super) fn is_version(spot: &Spot<'_>, place: isize) -> bool {
    let is_behind_name = || {
        let name = spot.back_within(PRODUCT_BYTES, place - 1, TOKEN);
        !spot.is(place - 2 - name, SEPARATOR | DOT | COLON)
    };
    matches!(spot.at(place - 1), b'/' | b'-') && spot.is(place - 2, LETTER) && is_behind_name()
        || spot.says(place - 8, b"version")
}

/// The length of an IPv4 address; 0 where there is none.
pub(super) fn v4(spot: &Spot<'_>, start: isize) -> isize {
    let mut place = start;
    for part in 0..4 {
        if part > 0 && spot.at(place) != b'.' {
            return 0;
        }
        place += part.min(1);
        let mut value = 0;
        let digits = spot.run_within(4, place, DIGIT);
        for digit in place..place + digits {
            value = value * 10 + u32::from(spot.at(digit) & 0xf);
        }
        if !(1..=3).contains(&digits) || value > 255 {
            return 0;
        }
        place += digits;
    }
    // Five numbers are none, nor are more.
    let goes_on = spot.at(place) == b'.' && spot.is(place + 1, DIGIT);
    if goes_on || spot.is(place, WORD) { 0 } else { place - start }
}

/// The length of an IPv6 address; 0 where there is none.
fn v6(spot: &Spot<'_>) -> isize {
    let mut end = spot.run_within(V6_BYTES + 1, 0, ADDRESS);
    // A mark may stand for the rest of what was no address: `fe80::[email]`.
    if end > V6_BYTES || spot.is(end, WORD) || spot.at(end) == b'[' {
        return 0;
    }
    while end > 0 && (spot.at(end - 1) == b'.' || spot.at(end - 1) == b':' && spot.at(end - 2) != b':') {
        end -= 1;
    }
    let (mut groups, mut gaps, mut has_digit) = (0, 0, false);
    let mut place = 0;
    while place < end {
        if spot.at(place) == b':' {
            gaps += i32::from(spot.at(place + 1) == b':');
            place += 1;
            continue;
        }
        let group = spot.run(place, HEX);
        has_digit |= spot.run(place, LETTER) < group;
        groups += 1;
        if spot.at(place + group) == b'.' && place + group < end {
            groups += 1;
            if v4(spot, place) != end - place {
                return 0;
            }
            break;
        }
        if group > 4 {
            return 0;
        }
        place += group;
    }
    let head = spot.run(0, HEX);
    let is_address = match gaps {
        0 => groups == 8 && head > 0,
        // `f64::add` is code: with a gap, two groups are an address if the first is whole.
        1 => groups < 8 && (groups > 2 || head == 4 || head == 0) && (head > 0 || spot.at(1) == b':'),
        _ => false,
    };
    if is_address && has_digit { end } else { 0 }
}
