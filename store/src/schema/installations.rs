//! The switch of installations (`counts/installations`), whose counts stand in the tables of usage.

/// One version of the project's schema.
pub const MIGRATION: &[&str] = &[
    // The first day that is not published; without a row, no installation is counted.
    "CREATE TABLE installation_switch (next INTEGER NOT NULL)",
];
