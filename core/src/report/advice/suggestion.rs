//! A sentence of advice, and the line of a header that belongs to it.

use alloc::string::String;

/// What a site can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// A sentence or two.
    pub text: String,
    /// The line to change or add, complete as it stands.
    pub line: Option<String>,
}

impl Advice {
    pub(super) fn new(text: &str) -> Option<Self> {
        Some(Self { text: text.into(), line: None })
    }

    pub(super) fn with(text: &str, line: String) -> Option<Self> {
        Some(Self { text: text.into(), line: Some(line) })
    }
}
