//! Deleting: by issue, by text, by span of time, by age, and to make room in a flood.

pub mod floods;
pub mod issue;
pub mod retention;
pub mod span;
pub mod text;
