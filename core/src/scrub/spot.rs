//! A spot in a text, where a rule looks around: to the left what was written so far, to
//! the right what is still to be read. Places count from the spot, to the left below 0.
//!
//! Three laws make one pass from left to right enough, and a second pass without effect:
//! - what stands to the left is read from the output, never from the input, so that a
//!   second pass finds the same there;
//! - a rule that lets something be should not change its mind because the text to the right
//!   became a mark or ended sooner, since that is all that later rules do to it;
//! - a rule looks only as far as it takes away, or as a named bound, or up to a byte that
//!   the next look will stop at, so that the work stays linear in the input.

use super::kind::{DIGIT, HEX, Kinds, SPELLING, WORD, is};
use crate::steps;

/// What a text is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Anything.
    Text,
    /// The address of a page: an id or a token in it is a person's, and never a file's.
    Page,
    /// The operator's own word, such as a release.
    Label,
}

/// Both sides of a spot.
pub(super) struct Spot<'a> {
    pub(super) left: &'a [u8],
    pub(super) right: &'a [u8],
    pub(super) mode: Mode,
}

/// What a rule replaces.
pub(super) struct Replacement {
    /// How many bytes at the end of the output go.
    pub(super) back: isize,
    /// How many bytes of the input go.
    pub(super) ahead: isize,
    /// What stands for them.
    pub(super) mark: &'static str,
}

impl Replacement {
    /// Bytes of the input and what stands for them; nothing where there are none.
    pub(super) fn ahead(ahead: isize, mark: &'static str) -> Option<Self> {
        if ahead > 0 { Some(Self { back: 0, ahead, mark }) } else { None }
    }
}

/// The most bytes that spell one sign: `%2525HH`.
const SIGN_BYTES: isize = 7;

impl Spot<'_> {
    /// The byte at a place; 0 where there is none.
    #[inline(always)]
    pub(super) fn at(&self, place: isize) -> u8 {
        self.byte(place) as u8
    }

    /// The same as a number: wasm has no bytes, and each caller would have to cut one out.
    #[cfg_attr(feature = "small", inline(never))]
    fn byte(&self, place: isize) -> u32 {
        steps::count(1);
        let (bytes, start) = if place < 0 { (self.left, self.left.len()) } else { (self.right, 0) };
        bytes.get(start.wrapping_add_signed(place)).copied().unwrap_or(0).into()
    }

    /// Whether the byte at a place is of one of the kinds.
    pub(super) fn is(&self, place: isize, kinds: Kinds) -> bool {
        is(self.at(place), kinds)
    }

    /// How many bytes from a place on are of the kinds. What calls it takes them away, or
    /// stops where the next look begins.
    pub(super) fn run(&self, place: isize, kinds: Kinds) -> isize {
        self.run_within(-1, place, kinds)
    }

    /// How many bytes from a place on are of the kinds, up to a limit.
    pub(super) fn run_within(&self, limit: isize, place: isize, kinds: Kinds) -> isize {
        let mut length = 0;
        while length != limit && self.is(place + length, kinds) {
            length += 1;
        }
        length
    }

    /// How many bytes right before a place are of the kinds, as `run` has it.
    pub(super) fn back(&self, place: isize, kinds: Kinds) -> isize {
        self.back_within(-1, place, kinds)
    }

    /// How many bytes right before a place are of the kinds, up to a limit.
    pub(super) fn back_within(&self, limit: isize, place: isize, kinds: Kinds) -> isize {
        let mut length = 0;
        while length != limit && self.is(place - length - 1, kinds) {
            length += 1;
        }
        length
    }

    /// Whether a text stands at a place. A lower-case letter of it stands for both cases.
    pub(super) fn says(&self, place: isize, text: &[u8]) -> bool {
        // Most texts differ in their first letter.
        text.iter().zip(place..).all(|(expected, place)| {
            let byte = self.at(place);
            byte == *expected || byte.to_ascii_lowercase() == *expected
        })
    }

    /// The length of the first text of a list (with spaces between them) that stands at a
    /// place; 0 where none does. Lower-case letters of the list stand for both cases.
    pub(super) fn one_of(&self, place: isize, list: &[u8]) -> isize {
        let mut length = 0;
        let mut same = true;
        for expected in list {
            steps::count(1);
            if *expected == b' ' {
                if same {
                    return length;
                }
                (length, same) = (0, true);
                continue;
            }
            same = same && {
                let byte = self.at(place + length);
                byte == *expected || byte.to_ascii_lowercase() == *expected
            };
            length += 1;
        }
        if same { length } else { 0 }
    }

    /// The sign that stands at a place, and how many bytes spell it: itself, or as URLs (once
    /// or more often encoded), JSON, JavaScript, markup and CJK keyboards spell it.
    pub(super) fn sign(&self, place: isize) -> (u8, isize) {
        let byte = self.at(place);
        if byte == 0xef && self.at(place + 1) == 0xbc {
            return (self.at(place + 2).wrapping_sub(0x60), 3);
        }
        let head = match byte {
            b'%' => self.one_of(place, b"%2525 %25 %"),
            b'\\' => self.one_of(place, b"\\u00 \\x"),
            b'&' if self.says(place, b"&quot;") => return (b'"', 6),
            b'&' if self.says(place, b"&gt;") => return (b'>', 4),
            b'&' => self.one_of(place, b"&#x &#"),
            _ => return (byte, 1),
        };
        let digit = |at| char::from(self.at(place + at)).to_digit(16).unwrap_or(0) as u8;
        let is_hex = self.is(place + head, HEX) && self.is(place + head + 1, HEX);
        let is_entity = byte == b'&';
        if head == 0 || !is_hex || is_entity && self.at(place + head + 2) != b';' {
            return (byte, 1);
        }
        let radix = if is_entity && head == 2 { 10 } else { 16 };
        let sign = digit(head).wrapping_mul(radix).wrapping_add(digit(head + 1));
        // Windows' folders begin with a backslash, too: `\x64`.
        if byte == b'\\' && !matches!(sign, b'@' | b'=' | b':' | b'>' | b'"' | b'\'' | b'&') {
            return (byte, 1);
        }
        (sign, head + 2 + isize::from(is_entity))
    }

    /// The sign right before a place, and how many bytes spell it.
    pub(super) fn sign_before(&self, place: isize) -> (u8, isize) {
        let last = self.at(place - 1);
        if is(last, HEX) || last == b';' || last >= 0x80 {
            for length in 2..=SIGN_BYTES {
                if self.is(place - length, SPELLING) {
                    let (sign, bytes) = self.sign(place - length);
                    if bytes == length {
                        return (sign, length);
                    }
                }
            }
        }
        (last, 1)
    }

    /// The byte before a place, where it belongs to a word; else 0. An escape such as `%2F`
    /// ends a word: what it stands for seldom belongs to one.
    pub(super) fn word_before(&self, place: isize) -> u8 {
        let last = self.at(place - 1);
        if is(last, WORD) && self.sign_before(place).1 == 1 { last } else { 0 }
    }

    /// Whether a place is between digits with a dot before: in a decimal or a version.
    pub(super) fn is_in_number(&self, place: isize) -> bool {
        self.at(place - 1) == b'.' && self.is(place - 2, DIGIT)
    }
}
