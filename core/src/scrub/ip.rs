//! IP addresses: dotted IPv4, and IPv6 in the forms of RFC 4291, section 2.2.
//!
//! Four numbers with dots are an address even where a version was meant; three are not.
//! Times (`12:34:56`) and paths of code (`std::fmt`, `f64::add`) are no addresses. The
//! loopback address as a URL's host stays, since it names a developer's own server.

use super::rule::{Found, at, back, from, is_digit, is_hex, is_word, run, word_before};

const MARK: &str = "[ip]";
/// The longest IPv6 address as text: six groups of four digits and an IPv4 address.
const V6_BYTES: usize = 45;

/// An address at the start of a word, or one that begins with `::`.
pub(super) fn find(left: &[u8], right: &[u8]) -> Option<Found> {
    if word_before(left) != 0 {
        return None;
    }
    let in_number = back(left, 0) == b'.' && is_digit(back(left, 1));
    let length = if in_number { None } else { v4(right) }.or_else(|| v6(right))?;
    let bracketed = back(left, 0) == b'[' && at(right, length) == b']';
    let (host, loopback) = if bracketed { (left.get(..left.len() - 1)?, "::1") } else { (left, "127.0.0.1") };
    if host.ends_with(b"://") && right.get(..length) == Some(loopback.as_bytes()) {
        return Found::ahead(length, loopback);
    }
    let bracket = usize::from(bracketed);
    Some(Found { back: bracket, ahead: length + bracket, mark: MARK })
}

/// The length of an IPv4 address.
pub(super) fn v4(right: &[u8]) -> Option<usize> {
    let mut place = 0;
    for part in 0..4 {
        if part > 0 {
            if at(right, place) != b'.' {
                return None;
            }
            place += 1;
        }
        let digits = run(from(right, place), is_digit);
        if !(1..=3).contains(&digits) || digits == 3 && right.get(place..place + 3)? > b"255".as_slice() {
            return None;
        }
        place += digits;
    }
    (!is_word(at(right, place))).then_some(place)
}

/// The length of an IPv6 address.
fn v6(right: &[u8]) -> Option<usize> {
    let is_part = |byte| is_hex(byte) || matches!(byte, b':' | b'.');
    let length = run(right.get(..=V6_BYTES).unwrap_or(right), is_part);
    // A mark may stand for the rest of what was no address: `fe80::[email]`.
    let next = at(right, length);
    if length > V6_BYTES || is_word(next) || next == b'[' {
        return None;
    }
    let mut address = right.get(..length)?;
    while let Some((last, rest)) = address.split_last()
        && (*last == b'.' || *last == b':' && !rest.ends_with(b":"))
    {
        address = rest;
    }
    let mut groups = 0;
    for part in address.split(|byte| *byte == b':').filter(|part| !part.is_empty()) {
        groups += match v4(part) {
            Some(length) if length == part.len() => 2,
            _ if part.len() <= 4 && part.iter().all(u8::is_ascii_hexdigit) => 1,
            _ => return None,
        };
    }
    let gaps = address.windows(2).filter(|pair| pair == b"::").count();
    let head = run(address, is_hex);
    let is_address = match gaps {
        0 => groups == 8,
        // `f64::add` is code: with a gap, two groups are an address if the first is whole.
        1 => groups < 8 && (groups > 2 || head == 4 || head == 0 && address.starts_with(b"::")),
        _ => false,
    };
    (is_address && address.iter().any(u8::is_ascii_digit)).then_some(address.len())
}
