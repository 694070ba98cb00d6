//! The document around the main part of a page, and what its forms share.

pub(crate) mod flash;
pub mod form_context;
pub(crate) mod keys;
pub(crate) mod layout;
pub(crate) mod live_parts;
pub(crate) mod tabs;
