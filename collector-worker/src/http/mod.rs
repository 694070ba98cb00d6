//! Requests and answers as HTTP has them: bodies, forms, addresses, errors, files.

pub(crate) mod assets;
pub(crate) mod body;
pub(crate) mod client_address;
pub(crate) mod client_ip;
pub(crate) mod encoding;
pub(crate) mod error;
pub(crate) mod form;
mod outgoing;
pub(crate) mod own_origin;
pub(crate) mod own_page;
pub(crate) mod page_error;
pub(crate) mod public_addresses;
pub(crate) mod response;
mod unpacked;
pub(crate) mod url;
mod zstd;

pub(crate) use outgoing::Response;
