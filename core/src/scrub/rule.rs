//! What a rule is: a look at what was written so far and at what is still to be read.
//!
//! Three laws make one pass from left to right enough, and a second pass without effect:
//! - what stands to the left is read from the output, never from the input, so that a
//!   second pass finds the same there;
//! - a rule that lets something be must not change its mind because the text to the right
//!   became a mark or ended sooner, since that is all that later rules do to it;
//! - a rule looks only as far as it takes away, or as a named bound, so that the work
//!   stays linear in the input.

/// The longest stretch that a rule looks at without taking it away, in bytes.
pub(super) const LOOK_BYTES: usize = 256;

/// What a rule found.
pub(super) struct Found {
    /// How many bytes at the end of the output go.
    pub(super) back: usize,
    /// How many bytes of the input go.
    pub(super) ahead: usize,
    /// What stands for them.
    pub(super) mark: &'static str,
}

impl Found {
    /// Bytes of the input and what stands for them.
    pub(super) fn ahead(ahead: usize, mark: &'static str) -> Option<Self> {
        Some(Self { back: 0, ahead, mark })
    }
}

/// The byte at a place; 0 where there is none, since a NUL bounds words as an end does.
pub(super) fn at(bytes: &[u8], place: usize) -> u8 {
    bytes.get(place).copied().unwrap_or(0)
}

/// The byte so many places before the last one; 0 where there is none.
pub(super) fn back(bytes: &[u8], places: usize) -> u8 {
    bytes.iter().rev().nth(places).copied().unwrap_or(0)
}

/// The bytes from a place on.
pub(super) fn from(bytes: &[u8], place: usize) -> &[u8] {
    bytes.get(place..).unwrap_or_default()
}

/// The bytes without so many at their end.
pub(super) fn without(bytes: &[u8], places: usize) -> &[u8] {
    bytes.get(..bytes.len().saturating_sub(places)).unwrap_or_default()
}

/// Whether the bytes end so, in any case.
pub(super) fn ends_with(bytes: &[u8], end: &[u8]) -> bool {
    bytes.get(bytes.len().wrapping_sub(end.len())..).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// How many bytes at the front are of a kind.
pub(super) fn run(bytes: &[u8], kind: fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| kind(**byte)).count()
}

/// How many bytes at the end are of a kind.
pub(super) fn run_back(bytes: &[u8], kind: fn(u8) -> bool) -> usize {
    bytes.iter().rev().take_while(|byte| kind(**byte)).count()
}

/// ASCII letters and digits.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

/// ASCII digits.
pub(super) fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// ASCII letters.
pub(super) fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic()
}

/// Hexadecimal digits.
pub(super) fn is_hex(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

/// A part of a character beyond ASCII.
pub(super) fn is_wide(byte: u8) -> bool {
    !byte.is_ascii()
}

/// The last byte that was written, where it belongs to a word; else 0. An escape such as
/// `%2F` ends a word: what it stands for seldom belongs to one.
pub(super) fn word_before(left: &[u8]) -> u8 {
    let last = back(left, 0);
    let escape = back(left, 2) == b'%' && is_hex(back(left, 1)) && is_hex(last);
    if is_word(last) && !escape { last } else { 0 }
}
