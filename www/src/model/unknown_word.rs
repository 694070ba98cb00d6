//! The one error of reading a word of the domain.

/// A text that is none of the words of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a {0}")]
pub struct UnknownWord(pub(crate) &'static str);
