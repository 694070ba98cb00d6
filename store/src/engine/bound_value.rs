//! Arguments that a statement owns, where they are gathered before it runs.

use super::Arg;

/// An argument that a statement owns.
#[derive(Clone)]
pub(crate) enum BoundValue {
    /// A count, a time, or a type's number.
    Integer(i64),
    /// A value from the filter, which never becomes part of the SQL.
    Text(String),
}

impl BoundValue {
    /// Lends the value to one statement.
    pub(crate) fn arg(&self) -> Arg<'_> {
        match self {
            Self::Integer(number) => Arg::Integer(*number),
            Self::Text(text) => Arg::Text(text),
        }
    }
}
