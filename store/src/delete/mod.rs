//! Deleting: by issue, by text, by span of time, by age, by a visitor's receipt, and to make room in a flood.

pub mod floods;
pub mod issue;
pub mod receipt;
pub mod retention;
pub mod span;
pub mod text;
