//! Wire formats: a decoder and, where we send it ourselves, an encoder, one file a format.
//!
//! A decoder turns bytes from outside into `Event` or says which field is wrong; it never
//! scrubs, groups or stores, so that another format is one more file here.

use alloc::string::String;

pub mod batch;
mod batch_event;
pub mod installation;
mod label;
#[cfg(test)]
mod laws;
pub mod limits;
mod loader;
mod meta;
pub mod page_event;
pub mod ping;
pub mod sentry;
mod surrogate;
pub(crate) mod text;
pub mod trackx;
pub mod usage;
pub mod vitals;

pub use label::label;

/// Why a body was refused. The names of fields are ours or the sender's own, cut short;
/// values never appear.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Not JSON, or nested deeper than a parser should follow.
    #[error("the body is not valid JSON (line {line}, column {column})")]
    NotJson {
        /// The line of the first byte that is wrong.
        line: usize,
        /// Its column.
        column: usize,
    },
    /// JSON, but no object.
    #[error("the body must be a JSON object")]
    NotAnObject,
    /// A property that the format does not have.
    #[error("unknown property: {0}")]
    UnknownProperty(String),
    /// A property that has to be there.
    #[error("{0} is required")]
    Missing(&'static str),
    /// A property whose value is not what it should be.
    #[error("{field} {rule}")]
    Invalid {
        /// The property.
        field: &'static str,
        /// What it has to be.
        rule: &'static str,
    },
}
