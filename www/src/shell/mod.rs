//! What stands around the main part of every page.

pub(crate) mod keys;
pub(crate) mod layout;
pub(crate) mod live_parts;
pub(crate) mod tabs;
