//! Texts are cut to so many characters after they are scrubbed, since half of an e-mail address no
//! longer looks like one.

use alloc::string::String;

/// How many bytes hold more than so many characters: one takes four at most, and one more of them
/// is needed to know that there are more.
pub(super) fn bytes(characters: usize) -> usize {
    characters.saturating_add(1).saturating_mul(4)
}

/// At most so many characters, the last a `…` where something was cut.
pub(super) fn cut(mut text: String, most: usize) -> String {
    if text.char_indices().nth(most).is_some() {
        let last = text.char_indices().nth(most.saturating_sub(1)).map_or(0, |(last, _)| last);
        text.truncate(last);
        text.push('…');
    }
    text
}
