//! A spot in a text, where a rule looks around: to the left what was written so far, to
//! the right what is still to be read. Places count from the spot, to the left below 0.
//!
//! Three laws make one pass from left to right enough, and a second pass without effect:
//! - what stands to the left is read from the output, never from the input, so that a
//!   second pass finds the same there;
//! - a rule that lets something be must not change its mind because the text to the right
//!   became a mark or ended sooner, since that is all that later rules do to it (and they
//!   leave out a user's name, right after `://` only);
//! - a rule looks only as far as it takes away, or as a named bound, or up to a byte that
//!   the next look will stop at, so that the work stays linear in the input.

use super::kind::{HEX, Kinds, WORD, is};

/// The farthest that a rule looks back, in bytes. Version 1 looked back without a bound, which was
/// quadratic in a text of addresses; no run of one kind in a real error is as long.
const LOOK_BACK_BYTES: isize = 256;

/// Both sides of a spot.
pub(super) struct Spot<'a> {
    pub(super) left: &'a [u8],
    pub(super) right: &'a [u8],
}

/// What a rule found.
pub(super) struct Found {
    /// How many bytes at the end of the output go.
    pub(super) back: isize,
    /// How many bytes of the input go.
    pub(super) ahead: isize,
    /// What stands for them.
    pub(super) mark: &'static str,
}

impl Found {
    /// Bytes of the input and what stands for them; nothing where there are none.
    pub(super) fn ahead(ahead: isize, mark: &'static str) -> Option<Self> {
        if ahead > 0 { Some(Self { back: 0, ahead, mark }) } else { None }
    }
}

impl Spot<'_> {
    /// The byte at a place; 0 where there is none.
    pub(super) fn at(&self, place: isize) -> u8 {
        let (bytes, start) = if place < 0 { (self.left, self.left.len()) } else { (self.right, 0) };
        bytes.get(start.wrapping_add_signed(place)).copied().unwrap_or(0)
    }

    /// Whether the byte at a place is of one of the kinds.
    pub(super) fn is(&self, place: isize, kinds: Kinds) -> bool {
        is(self.at(place), kinds)
    }

    /// How many bytes from a place on are of the kinds.
    pub(super) fn run(&self, place: isize, kinds: Kinds) -> isize {
        self.run_within(isize::MAX, place, kinds)
    }

    /// How many bytes from a place on are of the kinds, up to a limit.
    pub(super) fn run_within(&self, limit: isize, place: isize, kinds: Kinds) -> isize {
        let mut length = 0;
        while length < limit && self.is(place + length, kinds) {
            length += 1;
        }
        length
    }

    /// How many bytes right before a place are of the kinds.
    pub(super) fn back(&self, place: isize, kinds: Kinds) -> isize {
        self.back_within(LOOK_BACK_BYTES, place, kinds)
    }

    /// How many bytes right before a place are of the kinds, up to a limit.
    pub(super) fn back_within(&self, limit: isize, place: isize, kinds: Kinds) -> isize {
        let mut length = 0;
        while length < limit && self.is(place - length - 1, kinds) {
            length += 1;
        }
        length
    }

    /// Whether a text stands at a place. A lower-case letter of it stands for both cases.
    pub(super) fn says(&self, place: isize, text: &[u8]) -> bool {
        self.one_of(place, text) > 0
    }

    /// The length of the first text of a list (with spaces between them) that stands at a
    /// place; 0 where none does. Lower-case letters of the list stand for both cases.
    pub(super) fn one_of(&self, place: isize, list: &[u8]) -> isize {
        let mut length = 0;
        let mut same = true;
        for expected in list {
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

    /// The byte before a place, where it belongs to a word; else 0. An escape such as `%2F`
    /// ends a word: what it stands for seldom belongs to one.
    pub(super) fn word_before(&self, place: isize) -> u8 {
        let last = self.at(place - 1);
        let escape = self.at(place - 3) == b'%' && self.is(place - 2, HEX) && is(last, HEX);
        if is(last, WORD) && !escape { last } else { 0 }
    }
}
