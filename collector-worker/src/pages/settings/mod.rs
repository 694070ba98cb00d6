//! The settings of a project: the page, and its forms, one file a form.

pub(crate) mod erasure;
pub(crate) mod form;
pub(crate) mod page;
pub(crate) mod token_list;
pub(crate) mod tokens;
pub(crate) mod transfer;
