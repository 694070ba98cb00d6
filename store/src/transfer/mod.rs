//! Export and import of a project's object.

pub mod export;
pub mod import;
