//! Names are cut to a number of bytes.

/// The beginning of a text, up to so many bytes.
pub(crate) fn cut(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes.min(text.len()))).unwrap_or(text)
}
