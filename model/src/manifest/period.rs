//! How long something is stored, by its kind.

use serde::Serialize;

/// How long something is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StoragePeriod {
    /// It is read and not stored.
    Never,
    /// Until its UTC day ends.
    Day,
    /// For seven days after the last of its kind, in a table of the directory.
    Week,
    /// For the project's days of errors.
    Errors,
    /// For the project's days of counts.
    Counts,
    /// For the project's days of usage.
    Usage,
    /// As long as the project exists: what its operator said, and no data of a visitor.
    Project,
}
