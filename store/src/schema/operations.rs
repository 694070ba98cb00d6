//! The tables of operations of several turns (`operation`).

/// One version of the project's schema.
pub const MIGRATION: &[&str] = &[
    // `first` is the name of the project's first object, or nothing in that one itself.
    "CREATE TABLE operation (
    id TEXT NOT NULL,
    first TEXT NOT NULL,
    state TEXT NOT NULL,
    operation TEXT NOT NULL,
    reach TEXT NOT NULL,
    answer TEXT NOT NULL
)",
    // The issues that it erases.
    "CREATE TABLE operation_issue (issue TEXT PRIMARY KEY) WITHOUT ROWID",
];
