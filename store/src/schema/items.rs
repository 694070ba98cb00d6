//! The table of what SDKs of others send or keep back (`counts/items`).

/// One version of the project's schema.
pub const MIGRATION: &[&str] = &[
    // Items that are not stored, by hour, kind and outcome; both are names of closed lists.
    "CREATE TABLE item_hour (
        hour INTEGER NOT NULL,
        kind TEXT NOT NULL,
        outcome TEXT NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (hour, kind, outcome)
    ) WITHOUT ROWID",
];
