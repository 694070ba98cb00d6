//! The tables of logins (`directory/logins`).

/// The tables, for the directory.
pub const MIGRATION: &[&str] = &[
    // Without a row, it is 0.
    "CREATE TABLE login_epoch (epoch INTEGER NOT NULL)",
    "CREATE TABLE ended_login (id TEXT PRIMARY KEY, expires INTEGER NOT NULL) WITHOUT ROWID",
];
