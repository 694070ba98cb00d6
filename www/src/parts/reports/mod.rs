//! What several pages draw of browser reports: the headers that ask for them, and advice about one.

pub(crate) mod advice;
pub(crate) mod headers;
