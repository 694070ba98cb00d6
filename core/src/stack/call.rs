//! What one line of a stack says: a frame, and whether the frame waits for the one before it.

use alloc::{borrow::ToOwned, string::String};

use super::{frame::Frame, in_app::is_own, location::FrameLocation};

/// A line of a stack: its frame, and whether it only waits for the one before it.
pub(super) struct ParsedCall {
    pub(super) frame: Frame,
    pub(super) waits: bool,
}

impl ParsedCall {
    /// A call, where the engine wrote anything about it.
    pub(super) fn new(function: Option<&str>, place: FrameLocation<'_>, waits: bool) -> Option<Self> {
        let (function, file) = (owned(function.or(place.wasm_function)), owned(place.file));
        if function.is_none() && file.is_none() && place.line.is_none() {
            return None;
        }
        let in_app = file.as_deref().is_some_and(|file| is_own(function.as_deref(), file));
        Some(Self { frame: Frame { function, file, line: place.line, column: place.column, in_app }, waits })
    }
}

fn owned(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(ToOwned::to_owned)
}
