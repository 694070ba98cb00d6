//! Finding one text in another: the words that the parsers of lines are written in.

/// Where a mark first stands in a text. A mark is never empty.
pub(super) fn find(text: &str, mark: &str) -> Option<usize> {
    text.find(mark)
}

/// Whether a mark stands anywhere in a text.
pub(super) fn holds(text: &str, mark: &str) -> bool {
    text.contains(mark)
}

/// Whether a space or a tab stands anywhere in a text.
pub(super) fn holds_space(text: &str) -> bool {
    text.bytes().any(|b| matches!(b, b' ' | b'\t'))
}

/// What stands before and after the first mark.
pub(super) fn split<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    text.split_once(mark)
}

/// What stands before and after the last mark.
pub(super) fn split_last<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    text.rsplit_once(mark)
}

/// What stands before and after so many bytes at a place.
pub(super) fn around(text: &str, at: usize, bytes: usize) -> Option<(&str, &str)> {
    Some((text.get(..at)?, text.get(at + bytes..)?))
}

/// What follows a beginning, where the text has it.
pub(super) fn after<'a>(text: &'a str, beginning: &str) -> Option<&'a str> {
    text.strip_prefix(beginning)
}

/// What precedes an end, where the text has it.
pub(super) fn before<'a>(text: &'a str, end: &str) -> Option<&'a str> {
    text.strip_suffix(end)
}

/// The text without white space at its end.
pub(super) fn trim_end(text: &str) -> &str {
    text.trim_end()
}

/// The text without white space at its ends.
pub(super) fn trim(text: &str) -> &str {
    text.trim()
}

/// A whole number in digits alone; `None` where it is none, or is beyond 32 bits.
pub(super) fn number(digits: &str, radix: u32) -> Option<u32> {
    let add = |number: u32, b: u8| number.checked_mul(radix)?.checked_add(char::from(b).to_digit(radix)?);
    if digits.is_empty() { None } else { digits.bytes().try_fold(0, add) }
}

/// Whether a text is one of a list.
pub(super) fn is_one_of(text: &str, list: &[&str]) -> bool {
    list.contains(&text)
}

/// Whether a text begins as one of a list does.
pub(super) fn begins_as_one_of(text: &str, list: &[&str]) -> bool {
    list.iter().any(|one| text.starts_with(one))
}
